package org.xai4j.core.importer.keras;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.engine.AffinePrefix;
import org.xai4j.core.importer.ModelFiles;
import org.xai4j.core.importer.onnx.OnnxRequest;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Fuzz;

/**
 * Files of Keras 3.15 with its own predictions, made by {@code KERAS_BACKEND=jax python
 * benchmarks/peers/keras_models.py}.
 */
class KerasModelsTest {
  @TempDir Path folder;

  private Path file(String name) throws Exception {
    Path file = folder.resolve(name);
    try (InputStream in = KerasModelsTest.class.getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(in, name), file);
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "images.keras",
        "channels-first.keras",
        "signals.keras",
        "volumes.keras",
        "sequences.keras",
        "sequences.h5",
        "masking.keras",
        "attention.keras",
        "attention.h5",
        "nested.keras",
        "nested.h5",
        "frames.keras",
        "paddings.keras",
        "products.keras",
        "cells.keras",
        "cells.h5",
        "axes.keras",
        "einsums.keras",
        "scores.keras"
      })
  void predictsWhatKerasPredicts(String name) throws Exception {
    Network network = ModelFiles.read(file(name));
    String stem = name.substring(0, name.indexOf('.'));
    INDArray x = Npy.read(file(stem + "-x.npy"));
    double[] expected = NdArrays.doubles(Npy.read(file(stem + "-y.npy")));
    // Keras' own single precision resizes to 2e-5 of its double precision.
    double near = 2e-5 * Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      INDArray given = x.castTo(type);
      double[] scores = NdArrays.doubles(network.as(type).predict(given));
      assertArrayEquals(expected, scores, near, type.toString());
      // A row alone: masks of other rows do not matter.
      INDArray row = given.get(NDArrayIndex.interval(1, 2)).dup('c');
      double[] alone = NdArrays.doubles(network.as(type).predict(row));
      for (int i = 0; i < alone.length; i++) {
        assertEquals(expected[alone.length + i], alone[i], near);
      }
    }
  }

  /** The file's config.json with one text in the place of another. */
  private Path changed(String name, String from, String into) throws Exception {
    Path changed = folder.resolve("changed.keras");
    try (ZipFile zip = new ZipFile(file(name).toFile());
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(changed))) {
      for (ZipEntry entry : List.copyOf(java.util.Collections.list(zip.entries()))) {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        if (entry.getName().equals("config.json")) {
          String config = new String(bytes, StandardCharsets.UTF_8);
          assertTrue(config.contains(from), config);
          bytes = config.replace(from, into).getBytes(StandardCharsets.UTF_8);
        }
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(bytes);
      }
    }
    return changed;
  }

  @ParameterizedTest
  @CsvSource({
    "masking.keras, '\"class_name\": \"LSTM\"', '\"class_name\": \"ConvLSTM1D\"', ConvLSTM1D",
    "masking.keras, '\"activation\": \"elu\"', '\"activation\": \"sparsemax\"', sparsemax",
    "cells.keras, '\"class_name\": \"GRUCell\"', '\"class_name\": \"OwnCell\"', cell",
    "einsums.keras, 'abc,bcd->abd', 'abc,bcd->bad', 'abc,bcd->bad'",
    "masking.keras, '\"return_state\": false', '\"return_state\": true', state",
    "volumes.keras, '\"activation\": \"selu\"', '\"activation\": \"glu\"', glu",
    "volumes.keras, '\"Functional\"', '\"Own\"', Own",
    "volumes.keras, '\"BatchNormalization\"', '\"GroupNormalization\"', groups",
    "sequences.keras, '\"return_sequences\": true', '\"return_sequences\": [1]', return_sequences [1]",
    "volumes.keras, '\"epsilon\": 0.001', '\"epsilon\": [1, 2]', 'epsilon [1,2]'",
    "signals.keras, '\"padding\": \"causal\"', '\"padding\": \"reflect\"', reflect",
    "signals.keras, '[null, 40, 2]', '[null, null, 2]', --length"
  })
  void refusesWhatItDoesNotRead(String name, String from, String into, String told)
      throws Exception {
    Path file = changed(name, from, into);
    String message = assertThrows(InputException.class, () -> ModelFiles.read(file)).getMessage();
    assertTrue(message.contains(told) && message.endsWith("."), message);
  }

  @Test
  void lengthsOfFreeAxesMayBeTold() throws Exception {
    Path file = changed("signals.keras", "[null, 40, 2]", "[null, null, 2]");
    Network network = ModelFiles.read(file, OnnxRequest.standard().withLength(40));
    double[] expected = NdArrays.doubles(Npy.read(file("signals-y.npy")));
    INDArray x = Npy.read(file("signals-x.npy"));
    assertArrayEquals(expected, NdArrays.doubles(network.predict(x)), 2e-5);
  }

  /** Padding has no relevance and no influence: the ids behind a mask do not matter. */
  @Test
  void stepsThatDoNotCountHaveNoGradient() throws Exception {
    Network network = ModelFiles.read(file("masking.keras")).as(DataType.DOUBLE);
    INDArray x = Npy.read(file("masking-x.npy")).castTo(DataType.DOUBLE);
    Propagation passes = Engine.standard().propagation(network, Rules.GRADIENT);
    Tape tape = passes.forward(x);
    Tensor ones = passes.device().of(DataType.DOUBLE, new double[] {1, 1, 1, 1, 1, 1}, 3, 2);
    double[] gradient =
        NdArrays.doubles(
            passes.backward(tape, network.output(), ones, network.nodes().get(0)).array());
    double[] values = NdArrays.doubles(x);
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i] == 0, gradient[i] == 0, "element " + i);
    }
  }

  /** A convolution at each of four steps: its rows are steps, and no head gives one per row. */
  @Test
  void noHeadOfStepsLaidBesideRows() throws Exception {
    Network network = ModelFiles.read(file("frames.keras"));
    INDArray x = Npy.read(file("frames-x.npy"));
    assertTrue(AffinePrefix.of(Engine.standard(), network, x).isEmpty());
  }

  @Test
  void damagedArchives() throws Exception {
    for (String name : List.of("masking.keras", "nested.keras")) {
      byte[] whole = Files.readAllBytes(file(name));
      Fuzz.run(
          name,
          whole,
          80,
          bytes -> {
            try {
              ModelFiles.read(Files.write(folder.resolve("m.keras"), bytes));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
