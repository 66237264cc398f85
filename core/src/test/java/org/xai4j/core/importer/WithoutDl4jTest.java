package org.xai4j.core.importer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/** Deeplearning4j is optional: ONNX and Keras files are read without its jars. */
class WithoutDl4jTest {
  /** Reads the files it is given and prints what becomes of each. */
  static final class Reader {
    private Reader() {}

    public static void main(String... files) {
      for (String file : files) {
        try {
          Network network = ModelFiles.read(Path.of(file));
          System.out.println("read " + network.nodes().size());
        } catch (InputException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  @Test
  void otherFilesNeedNoDeeplearning4j() throws Exception {
    Path onnx = Path.of("src/test/resources/onnx/norms.onnx");
    Path keras = Path.of("src/test/resources/org/xai4j/core/importer/keras/sequential.h5");
    Path zip = Path.of("src/test/resources/onnx-nodes.zip");
    String path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(part -> !Path.of(part).getFileName().toString().startsWith("deeplearning4j"))
            .collect(Collectors.joining(File.pathSeparator));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                path,
                Reader.class.getName(),
                onnx.toString(),
                keras.toString(),
                zip.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    String[] lines = said.strip().split("\n");
    assertTrue(lines[0].startsWith("read "), said);
    assertTrue(lines[1].startsWith("read "), said);
    assertTrue(lines[2].contains("deeplearning4j-nn"), said);
  }
}
