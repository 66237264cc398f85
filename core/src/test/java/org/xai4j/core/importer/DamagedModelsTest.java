package org.xai4j.core.importer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xai4j.core.importer.onnx.OnnxImporter;
import org.xai4j.core.testing.Fuzz;

/** Damaged model files end in a sentence. */
class DamagedModelsTest {
  @TempDir Path folder;

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DamagedModelsTest.class.getResourceAsStream(name)) {
      return java.util.Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private Consumer<byte[]> file(String name) {
    Path file = folder.resolve(name);
    return bytes -> {
      try {
        Files.write(file, bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ModelFiles.read(file);
    };
  }

  @Test
  void onnxOfAnyDamage() throws IOException {
    for (String name : List.of("act-celu", "act-gelu-opset20")) {
      Fuzz.run(
          name, resource("/onnx/" + name + ".onnx"), 150, b -> OnnxImporter.parse(b, "m.onnx"));
    }
  }
}
