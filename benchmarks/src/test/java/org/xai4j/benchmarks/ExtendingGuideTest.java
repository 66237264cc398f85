package org.xai4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.shapley.ExactShapley;
import org.xai4j.benchmarks.cli.Main;
import org.xai4j.benchmarks.experiment.Experiments;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.benchmarks.study.Studies;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Progress;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Subject;
import org.xai4j.gradient.InputXGradient;

/** The code of docs/extending.md compiles, registers and runs as the guide says. */
class ExtendingGuideTest {
  private static final String CLASSPATH = System.getProperty("java.class.path");

  @TempDir static Path folder;

  private static ClassLoader before;
  private static URLClassLoader loader;

  @BeforeAll
  static void compile() throws Exception {
    String guide = Files.readString(Path.of("..", "docs", "extending.md"));
    List<String> arguments = new ArrayList<>(List.of("-parameters", "-cp", CLASSPATH));
    Path sources = Files.createDirectories(folder.resolve("org/example"));
    Matcher code =
        Pattern.compile("```java\n(package org.example;.*?)```", Pattern.DOTALL).matcher(guide);
    while (code.find()) {
      Matcher name =
          Pattern.compile("^public (?:final class|record) (\\w+)", Pattern.MULTILINE)
              .matcher(code.group(1));
      assertTrue(name.find());
      Path source = sources.resolve(name.group(1) + ".java");
      Files.writeString(source, code.group(1));
      arguments.add(source.toString());
    }
    assertEquals(10, arguments.size(), "predictor, method, rule, metric, layer, device and study");
    String[] words = arguments.toArray(String[]::new);
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, words));
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Matcher service =
        Pattern.compile("`META-INF/services/([\\w.]+)`:\n\n```\n(.*?)\n```").matcher(guide);
    while (service.find()) {
      Files.writeString(services.resolve(service.group(1)), service.group(2));
    }
    before = Thread.currentThread().getContextClassLoader();
    loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before);
    Thread.currentThread().setContextClassLoader(loader);
  }

  @AfterAll
  static void close() throws Exception {
    Thread.currentThread().setContextClassLoader(before);
    loader.close();
  }

  private static INDArray inputs() {
    return Goldens.first(Goldens.inputs("mlp", DataType.FLOAT), 8);
  }

  private static INDArray explained(String id, Map<String, String> parameters) {
    NetworkExplainer method =
        (NetworkExplainer) Registry.load("method", Explainer.class).create(id, parameters);
    Attribution a = method.explain(Goldens.mlp(), inputs(), Context.standard());
    return a.values();
  }

  @Test
  void thePredictorIsExplained() throws Exception {
    UnaryOperator<float[][]> product =
        rows -> {
          float[][] scores = new float[rows.length][1];
          for (int i = 0; i < rows.length; i++) {
            scores[i][0] = rows[i][0] * rows[i][1];
          }
          return scores;
        };
    Predictor model =
        (Predictor)
            loader
                .loadClass("org.example.FloatPredictor")
                .getConstructor(UnaryOperator.class)
                .newInstance(product);
    INDArray x = NdArrays.array(new float[] {2, 3, 4, 5}, 2, 2);
    INDArray values = new ExactShapley().explain(model, x, Context.standard()).values();
    assertArrayEquals(new double[] {3, 3, 10, 10}, NdArrays.doubles(values), 1e-6);
  }

  @Test
  void theMethodIsFoundByItsId() {
    INDArray values = explained("scaled-gradient", Map.of("scale", "1"));
    assertTrue(Goldens.error(Goldens.array("ref/mlp/input_x_gradient.npy"), values) <= 1e-5);
  }

  @Test
  void theRuleIsFoundByItsId() {
    INDArray values = explained("lrp", Map.of("rules", "plain-epsilon(epsilon=0.25)"));
    assertTrue(Goldens.error(Goldens.array("ref/mlp/zennit_epsilon_0.25.npy"), values) <= 1e-5);
  }

  @Test
  void theMetricIsFoundByItsId() {
    INDArray values = NdArrays.array(DataType.FLOAT, new double[] {1, -3, 0, 2, 2, 0}, 2, 3);
    Subject subject =
        new Subject(
            x -> x, values, values, FeatureGroups.none(), Optional.empty(), Context.standard());
    Metric metric = Registry.load("metric", Metric.class).create("largest-share", Map.of());
    assertArrayEquals(new double[] {0.75, 0.5}, metric.score(subject).values(), 1e-12);
  }

  @Test
  void theLayerRunsInANetwork() throws Exception {
    INDArray w = Draw.normal(1, 3);
    Layer cubic =
        (Layer) loader.loadClass("org.example.Cubic").getConstructor(INDArray.class).newInstance(w);
    Dense sum = new Dense(Draw.normal(2, 3, 1).mul(0).add(1), Draw.normal(3, 1).mul(0));
    Network network = Network.sequential(new long[] {3}, cubic, sum);
    INDArray x = Draw.normal(4, 5, 3);
    // x·∂(w·x³)/∂x = 3·w·x³.
    INDArray expected = x.mul(x).muli(x).muliRowVector(w).muli(3);
    INDArray actual = new InputXGradient().explain(network, x, Context.standard()).values();
    assertTrue(Goldens.error(expected, actual) <= 1e-12);
    Network single = network.as(DataType.FLOAT);
    INDArray narrow =
        new InputXGradient().explain(single, x.castTo(DataType.FLOAT), Context.standard()).values();
    assertTrue(Goldens.error(expected, narrow) <= 1e-5);
  }

  @Test
  void theStudyRunsAndTheComparisonIsRead() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("top.yaml"),
            "study: top-ten\nname: top\ntitle: T\ndata: mnist\nmodel: mnist\nrows: 10\n"
                + "quick-rows: 10\nmethods: [gradient, random]\n");
    Path out = folder.resolve("top");
    Studies.run(Experiments.get(file.toString()), settings(), out, Progress.SILENT, what -> {});
    List<String> lines = Files.readAllLines(out.resolve("results.csv"));
    assertEquals("method,value", lines.get(0));
    double random = Double.parseDouble(lines.get(2).split(",")[1]);
    // Ten of 784 values of equal standing.
    assertTrue(random > 10.0 / 784 && random < 0.1, lines + "");
    String guide = Files.readString(Path.of("..", "docs", "extending.md"));
    Matcher yaml = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(guide);
    assertTrue(yaml.find());
    Path own = Files.writeString(folder.resolve("own.yaml"), yaml.group(1));
    assertEquals(3, Experiments.get(own.toString()).methods().size());
  }

  private static Settings settings() {
    return new Settings(true, new Execution(64, 1), Engine.standard(), DataType.FLOAT);
  }

  /** A process of its own, as engines look for devices once. */
  @Test
  void theDeviceIsAnEngine() throws Exception {
    Path model = folder.resolve("mlp.onnx");
    try (InputStream in = Goldens.class.getResourceAsStream("/goldens/mlp/mlp.onnx")) {
      Files.copy(in, model);
    }
    Path input = folder.resolve("x.npy");
    Npy.write(input, inputs());
    Path output = folder.resolve("a.npy");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java,
                "-cp",
                CLASSPATH + File.pathSeparator + folder,
                Main.class.getName(),
                "explain",
                "--engine",
                "borrowed",
                "--model",
                model.toString(),
                "--input",
                input.toString(),
                "--method",
                "input-x-gradient",
                "--output",
                output.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), said);
    INDArray expected = Goldens.array("ref/mlp/input_x_gradient.npy");
    assertTrue(Goldens.error(expected, Npy.read(output)) <= 1e-5);
  }
}
