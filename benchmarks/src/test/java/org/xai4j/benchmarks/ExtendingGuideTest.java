package org.xai4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.testing.Goldens;

/** The code of docs/extending.md compiles, registers and runs as the guide says. */
class ExtendingGuideTest {
  @Test
  void theGuidesExplainerWorks(@TempDir Path folder) throws Exception {
    String guide = Files.readString(Path.of("..", "docs", "extending.md"));
    Matcher code = Pattern.compile("```java\n(package.*?)```", Pattern.DOTALL).matcher(guide);
    Matcher service = Pattern.compile("```\n(org\\.example\\..*?)\n```").matcher(guide);
    assertTrue(code.find() && service.find());
    Path source =
        Files.createDirectories(folder.resolve("org/example")).resolve("ScaledGradient.java");
    Files.writeString(source, code.group(1));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-parameters",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertEquals(0, status);
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(Explainer.class.getName()), service.group(1));

    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(loader);
      NetworkExplainer method =
          (NetworkExplainer)
              Registry.load("method", Explainer.class)
                  .create("scaled-gradient", Map.of("scale", "1"));
      INDArray x = Goldens.first(Goldens.inputs("mlp", DataType.FLOAT), 8);
      Attribution a = method.explain(Goldens.mlp(), x, Context.standard());
      INDArray expected = Goldens.array("ref/mlp/input_x_gradient.npy");
      assertTrue(Goldens.error(expected, a.values()) <= 1e-5);
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
