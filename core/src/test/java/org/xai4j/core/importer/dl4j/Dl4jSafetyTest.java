package org.xai4j.core.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.xai4j.core.importer.dl4j.Dl4jCases.close;
import static org.xai4j.core.importer.dl4j.Dl4jCases.model;
import static org.xai4j.core.importer.dl4j.Dl4jCases.random;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.ImagePreProcessingScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerMinMaxScaler;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Fuzz;

/** A model's zip is text and numbers: nothing in it runs, and no size in it is believed. */
class Dl4jSafetyTest {
  @TempDir Path folder;

  /** What a hostile file would hold: its reading would be seen. */
  static final class Hostile implements Serializable {
    private static final long serialVersionUID = 1L;
    static boolean ran;

    private void readObject(ObjectInputStream in) {
      ran = true;
    }
  }

  private static MultiLayerNetwork table() {
    return model(
        InputType.feedForward(4),
        new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build(),
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(3)
            .activation(Activation.SOFTMAX)
            .build());
  }

  private static MultiLayerNetwork images() {
    return model(
        InputType.convolutional(5, 4, 2),
        new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.TANH).build(),
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(3)
            .activation(Activation.SOFTMAX)
            .build());
  }

  private Map<String, byte[]> entries(MultiLayerNetwork model) throws IOException {
    Path zip = folder.resolve("whole.zip");
    ModelSerializer.writeModel(model, zip.toFile(), false);
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile in = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : Collections.list(in.entries())) {
        entries.put(entry.getName(), in.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  private Path zip(Map<String, byte[]> entries) {
    Path file = folder.resolve("made.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
        out.closeEntry();
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String refused(Map<String, byte[]> entries) {
    Path file = zip(entries);
    return String.valueOf(
        assertThrows(InputException.class, () -> Dl4jImporter.read(file)).getMessage());
  }

  @Test
  void noObjectOfAZipIsDeserialised() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Hostile());
    }
    for (String name : new String[] {"preprocessor.bin", "normalizer.bin", "updaterState.bin"}) {
      Map<String, byte[]> entries = entries(table());
      entries.put(name, bytes.toByteArray());
      if (name.startsWith("updater")) {
        Dl4jImporter.read(zip(entries));
      } else {
        assertTrue(refused(entries).contains(name.substring(0, 9)), name);
      }
      assertFalse(Hostile.ran, name);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "org.nd4j.linalg.activations.impl.ActivationTanH|java.lang.Runtime|java.lang.Runtime",
        "org.deeplearning4j.nn.conf.layers.DenseLayer|javax.swing.JEditorPane|JEditorPane",
        "\"nout\" : 5|\"nout\" : -5|nout = -5",
        "\"nout\" : 5|\"nout\" : 2147483647|nout = 2147483647",
        "\"nout\" : 5|\"nout\" : 1e99|nout",
        "\"nout\" : 5|\"nout\" : 7|save it again"
      })
  void aConfigurationNamesNothingElseAndNoImpossibleSize(String from, String to, String says)
      throws Exception {
    Map<String, byte[]> entries = entries(table());
    String json = new String(entries.get("configuration.json"), StandardCharsets.UTF_8);
    assertTrue(json.contains(from), json);
    entries.put("configuration.json", json.replace(from, to).getBytes(StandardCharsets.UTF_8));
    assertTrue(refused(entries).contains(says), refused(entries));
  }

  /** ND4J's own reader takes strides from the file: a large one reads outside of the array. */
  @Test
  void stridesAndLengthsAreThoseOfAVector() throws Exception {
    Map<String, byte[]> entries = entries(table());
    byte[] whole = entries.get("coefficients.bin");
    int start = 2 + "MIXED_DATA_TYPES".length() + 8 + 2 + "LONG".length();
    int rank = (int) ByteBuffer.wrap(whole).getLong(start);
    for (int place = 0; place <= 2 * rank; place++) {
      for (long value : new long[] {-1, 0, 2, 255, 1L << 20, 1L << 62, Long.MAX_VALUE}) {
        byte[] changed = whole.clone();
        ByteBuffer.wrap(changed).putLong(start + 8 * place, value);
        entries.put("coefficients.bin", changed);
        boolean unit =
            place > rank && ByteBuffer.wrap(whole).getLong(start + 8 * (place - rank)) == 1;
        if (unit) {
          // The stride of an axis with one cell moves nothing.
          Dl4jImporter.read(zip(entries));
        } else {
          refused(entries);
        }
      }
    }
  }

  @Test
  void entriesOfAnyDamage() throws Exception {
    Map<String, byte[]> entries = entries(table());
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(new DataSet(random(3, 9, 4), random(4, 9, 3)));
    entries.put("normalizer.bin", written(normalizer));
    for (String name : entries.keySet().toArray(new String[0])) {
      byte[] whole = entries.get(name);
      Fuzz.run(
          name,
          whole,
          60,
          bytes -> {
            Map<String, byte[]> damaged = new LinkedHashMap<>(entries);
            damaged.put(name, bytes);
            Dl4jImporter.read(zip(damaged));
          });
    }
  }

  private static byte[] written(DataNormalization normalizer) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NormalizerSerializer.getDefault().write(normalizer, out);
    return out.toByteArray();
  }

  private void normalised(DataNormalization normalizer, MultiLayerNetwork model, INDArray x)
      throws Exception {
    normalizer.fit(new DataSet(x.dup(), random(5, x.size(0), 3)));
    Map<String, byte[]> entries = entries(model);
    entries.put("normalizer.bin", written(normalizer));
    Network network = Dl4jImporter.read(zip(entries));
    INDArray changed = x.dup();
    normalizer.transform(changed);
    close(model.output(changed, false), network.predict(x));
    assertEquals("normalizer", network.nodes().get(1).name());
  }

  @Test
  void aNormalizerIsAppliedAsNd4jDoes() throws Exception {
    INDArray rows = random(1, 9, 4).mul(3).add(7);
    rows.getColumn(2).assign(5);
    normalised(new NormalizerStandardize(), table(), rows);
    normalised(new NormalizerMinMaxScaler(-1, 2), table(), random(2, 9, 4).mul(3).add(7));
    INDArray pictures = random(2, 6, 2, 5, 4).mul(40).add(128);
    normalised(new NormalizerStandardize(), images(), pictures);
    normalised(new ImagePreProcessingScaler(-1, 1), images(), pictures);
  }

  @Test
  void aNormalizerOfAnotherWidthIsNamed() throws Exception {
    NormalizerStandardize normalizer = new NormalizerStandardize();
    normalizer.fit(new DataSet(random(3, 9, 7), random(4, 9, 3)));
    Map<String, byte[]> entries = entries(table());
    entries.put("normalizer.bin", written(normalizer));
    assertTrue(refused(entries).contains("normalizer"), refused(entries));
  }
}
