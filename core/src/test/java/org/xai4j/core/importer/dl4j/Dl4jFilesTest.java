package org.xai4j.core.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.xai4j.core.importer.dl4j.Dl4jCases.close;
import static org.xai4j.core.importer.dl4j.Dl4jCases.model;
import static org.xai4j.core.importer.dl4j.Dl4jCases.random;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.InputException;

class Dl4jFilesTest {
  @TempDir Path folder;

  private static MultiLayerNetwork small() {
    return model(
        InputType.convolutional(6, 5, 2),
        new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.TANH).build(),
        new BatchNormalization.Builder().build(),
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(3)
            .activation(Activation.SOFTMAX)
            .build());
  }

  private Path saved(MultiLayerNetwork model) throws Exception {
    Path zip = folder.resolve("model.zip");
    ModelSerializer.writeModel(model, zip.toFile(), false);
    return zip;
  }

  private static void refused(Path file) {
    String message =
        assertThrows(InputException.class, () -> Dl4jImporter.read(file), file.toString())
            .getMessage();
    assertTrue(message.endsWith(".") && !message.contains("\n"), message);
  }

  @Test
  void readsWhatDeeplearning4jWrote() throws Exception {
    MultiLayerNetwork model = small();
    INDArray before = model.params().dup();
    Network network = ModelFiles.read(saved(model));
    INDArray x = random(1, 4, 2, 6, 5);
    close(model.output(x.dup(), false), network.predict(x));
    assertEquals(before, model.params());
  }

  @Test
  void refusesTruncatedAndDamagedFiles() throws Exception {
    byte[] bytes = Files.readAllBytes(saved(small()));
    for (int percent : new int[] {0, 1, 10, 50, 90, 99}) {
      Path file = folder.resolve("short" + percent + ".zip");
      Files.write(file, Arrays.copyOf(bytes, bytes.length * percent / 100));
      refused(file);
    }
    for (int at = 40; at < bytes.length - 200; at += bytes.length / 12) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= 0x55;
      Path file = folder.resolve("damaged" + at + ".zip");
      Files.write(file, damaged);
      try {
        Dl4jImporter.read(file);
      } catch (InputException expected) {
        assertFalse(expected.getMessage().isEmpty());
      }
    }
  }

  @Test
  void refusesZipsThatAreNoModels() throws Exception {
    refused(folder.resolve("missing.zip"));
    refused(folder);
    refused(zip("none.zip", "readme.txt", "hello"));
    refused(zip("json.zip", "configuration.json", "{}", "coefficients.bin", "x"));
    refused(zip("text.zip", "configuration.json", "no", "coefficients.bin", "x"));
    refused(zip("confs.zip", "configuration.json", "{\"confs\":[]}", "coefficients.bin", "x"));
    refused(zip("bad.zip", "configuration.json", "{\"vertices\":3}", "coefficients.bin", "x"));
    Path whole = saved(small());
    try (ZipFile in = new ZipFile(whole.toFile())) {
      byte[] json = in.getInputStream(in.getEntry("configuration.json")).readAllBytes();
      byte[] weights = in.getInputStream(in.getEntry("coefficients.bin")).readAllBytes();
      for (int length : new int[] {0, 3, 20, weights.length / 2, weights.length - 1}) {
        Path file = folder.resolve("weights" + length + ".zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
          put(out, "configuration.json", json);
          put(out, "coefficients.bin", Arrays.copyOf(weights, length));
        }
        refused(file);
      }
    }
  }

  @Test
  void dispatchesOnTheSuffix() {
    String message =
        assertThrows(InputException.class, () -> ModelFiles.read(folder.resolve("m.bin")))
            .getMessage();
    assertTrue(message.contains(".zip"), message);
  }

  private Path zip(String name, String... entries) throws Exception {
    Path file = folder.resolve(name);
    try (OutputStream stream = Files.newOutputStream(file);
        ZipOutputStream out = new ZipOutputStream(stream)) {
      for (int i = 0; i < entries.length; i += 2) {
        put(out, entries[i], entries[i + 1].getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  private static void put(ZipOutputStream out, String name, byte[] bytes) throws Exception {
    out.putNextEntry(new ZipEntry(name));
    out.write(bytes);
    out.closeEntry();
  }

  /**
   * Deeplearning4j's own input gradient runs in training mode: with batch normalisation it is not
   * the gradient of the prediction. The network's is.
   */
  @Test
  void inputGradientIsThatOfThePrediction() {
    MultiLayerNetwork model = small();
    INDArray x = random(1, 4, 2, 6, 5);
    INDArray labels = Nd4j.zeros(DataType.FLOAT, 4, 3);
    labels.getColumn(1).assign(1);
    model.setInput(x.dup());
    INDArray theirs = model.calculateGradients(x.dup(), labels, null, null).getSecond();

    Network network = Dl4jImporter.convert(model).as(DataType.DOUBLE);
    INDArray wide = x.castTo(DataType.DOUBLE);
    Propagation passes = Engine.standard().propagation(network, Rules.GRADIENT);
    Tape tape = passes.forward(wide);
    // The loss is −Σ log p₁, summed over the batch.
    double[] p = tape.output().doubles();
    double[] signal = new double[p.length];
    for (int i = 0; i < 4; i++) {
      signal[3 * i + 1] = -1 / p[3 * i + 1];
    }
    INDArray ours =
        passes
            .backward(
                tape,
                network.output(),
                passes.device().of(DataType.DOUBLE, signal, 4, 3),
                network.nodes().get(0))
            .array();

    double ourError = 0;
    double theirError = 0;
    double size = 0;
    double[] values = NdArrays.doubles(wide);
    double[] mine = NdArrays.doubles(ours);
    double[] other = NdArrays.doubles(theirs);
    double h = 1e-5;
    for (int i = 0; i < values.length; i += 7) {
      double[] moved = values.clone();
      moved[i] += h;
      double up = loss(network, moved, wide.shape());
      moved[i] -= 2 * h;
      double slope = (up - loss(network, moved, wide.shape())) / (2 * h);
      ourError = Math.max(ourError, Math.abs(mine[i] - slope));
      theirError = Math.max(theirError, Math.abs(other[i] - slope));
      size = Math.max(size, Math.abs(slope));
    }
    assertTrue(ourError < 1e-6 * Math.max(1, size), "ours differs by " + ourError);
    assertTrue(theirError > 0.1 * size, "theirs differs by only " + theirError);
  }

  private static double loss(Network network, double[] values, long[] shape) {
    double[] p = NdArrays.doubles(network.predict(NdArrays.array(DataType.DOUBLE, values, shape)));
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      sum -= Math.log(p[3 * i + 1]);
    }
    return sum;
  }
}
