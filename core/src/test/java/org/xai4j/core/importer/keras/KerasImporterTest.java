package org.xai4j.core.importer.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;

/** The files are in the layout of Keras 2.3, with weights chosen by hand. */
class KerasImporterTest {
  @TempDir Path folder;

  private Path file(String name) throws Exception {
    Path file = folder.resolve(name);
    try (InputStream in = KerasImporterTest.class.getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    return file;
  }

  @Test
  void denseModelsOfBothKinds() throws Exception {
    for (String name : new String[] {"sequential.h5", "functional.h5"}) {
      Network network = ModelFiles.read(file(name));
      // hidden = relu(1·(0.5, −1, 0.25) + 2·(1, 0.75, −0.5) + (0.1, −0.2, 0.3)) = (2.6, 0.3, 0)
      // logits = 2.6·(1, −1) + 0.3·(0.5, 0.25) + (0.05, −0.05) = (2.8, −2.575)
      double odds = Math.exp(-2.575 - 2.8);
      double[] expected = {1 / (1 + odds), odds / (1 + odds)};
      double[] scores = NdArrays.doubles(network.predict(NdArrays.array(new float[] {1, 2}, 1, 2)));
      assertArrayEquals(expected, scores, 1e-6, name);
      double[] logits =
          NdArrays.doubles(network.logits().predict(NdArrays.array(new float[] {1, 2}, 1, 2)));
      assertArrayEquals(new double[] {2.8, -2.575}, logits, 1e-5, name);
    }
  }

  @Test
  void convolutionWithChannelsLast() throws Exception {
    Network network = KerasImporter.read(file("convolution.h5"));
    assertEquals(List.of(3L, 4L, 1L), network.inputShape());
    float[] pixels = new float[12];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / 10f;
    }
    double[] scores = NdArrays.doubles(network.predict(NdArrays.array(pixels, 1, 3, 4, 1)));
    assertArrayEquals(new double[] {1.98, 2.7225}, scores, 1e-5);
  }

  /** What Keras gives: the value of a layer is that after its activation. */
  @Test
  void namesOfLayersMeanTheValueAfterTheirActivation() throws Exception {
    Network network = ModelFiles.read(file("fused-relu.h5"));
    INDArray x = Npy.read(file("fused-relu-x.npy"));
    INDArray expected = Npy.read(file("fused-relu-conv2d.npy"));
    INDArray after = network.upTo(network.node("conv2d")).predict(x);
    assertArrayEquals(NdArrays.doubles(expected), NdArrays.doubles(after), 1e-5);
    INDArray before = network.upTo(network.node("conv2d" + Node.PREACTIVATION)).predict(x);
    double[] rectified = Arrays.stream(NdArrays.doubles(before)).map(v -> Math.max(v, 0)).toArray();
    assertArrayEquals(NdArrays.doubles(expected), rectified, 1e-5);
    // The last layer's name is its probabilities; the explained logits stand before.
    assertEquals("dense", network.output().name());
    assertEquals("dense" + Node.PREACTIVATION, network.logits().output().name());
  }

  /** Folders of the arrays of a class of layers. */
  @ParameterizedTest
  @CsvSource({
    "Dense, dense",
    "LSTM, lstm",
    "PReLU, p_re_lu",
    "GlobalAveragePooling1D, global_average_pooling1d",
    "RMSNormalization, rms_normalization",
    "Conv2DTranspose, conv2d_transpose"
  })
  void foldersOfWeights(String type, String expected) {
    assertEquals(expected, StoredWeights.snake(type));
  }

  @Test
  void sequencesOfAnyLength() throws Exception {
    Network network = ModelFiles.read(file("open-steps.h5"));
    assertEquals(List.of(-1L, 2L), network.inputShape());
    for (int length : new int[] {1, 3, 40}) {
      float[] values = new float[2 * length];
      double h = 0;
      for (int t = 0; t < length; t++) {
        values[2 * t] = t % 3 / 2f;
        values[2 * t + 1] = t % 5 / 4f;
        h = Math.tanh(t % 3 / 2.0 - t % 5 / 4.0 + 0.5 * h + 0.1);
      }
      double[] logits =
          NdArrays.doubles(network.logits().predict(NdArrays.array(values, 1, length, 2)));
      assertArrayEquals(new double[] {2 * h, 0.25 - h}, logits, 1e-6);
    }
  }

  @Test
  void refusesWhatIsNoKerasModel() throws Exception {
    refused(folder.resolve("missing.h5"));
    byte[] bytes = Files.readAllBytes(file("sequential.h5"));
    for (int percent : new int[] {0, 1, 10, 30, 50, 70, 90, 99}) {
      Path file = folder.resolve("short" + percent + ".h5");
      Files.write(file, Arrays.copyOf(bytes, bytes.length * percent / 100));
      refused(file);
    }
    Path text = folder.resolve("text.h5");
    Files.writeString(text, "not an HDF5 file at all");
    refused(text);
  }

  private static void refused(Path file) {
    String message =
        assertThrows(InputException.class, () -> KerasImporter.read(file), file.toString())
            .getMessage();
    assertTrue(message.endsWith(".") && !message.contains("\n"), message);
  }
}
