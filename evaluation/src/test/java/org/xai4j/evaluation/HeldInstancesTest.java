package org.xai4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npz;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.importer.onnx.OnnxImporter;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.InputGradient;
import org.xai4j.evaluation.axiomatic.Completeness;
import org.xai4j.evaluation.robustness.Consistency;

/** Metrics of models whose other inputs are held at values of each instance. */
class HeldInstancesTest {
  private static final int ROWS = 4;

  /** A model of two inputs. */
  private record Case(Network open, String name, INDArray held, INDArray inputs) {
    /** All rows at once; two of them share their values. */
    Subject together() {
      return subject(open.withHeld(name, held), inputs);
    }

    Subject alone(int row) {
      return subject(open.withHeld(name, row(held, row)), row(inputs, row));
    }

    /** Attributions are drawn, the same for a row in any batch. */
    private static Subject subject(Network network, INDArray inputs) {
      double[][] rows = NdArrays.rows(inputs);
      double[] drawn = new double[rows.length * rows[0].length];
      for (int i = 0; i < rows.length; i++) {
        SplitRandom random = SplitRandom.of(1).split(SplitRandom.key(rows[i]));
        for (int j = 0; j < rows[i].length; j++) {
          drawn[i * rows[i].length + j] = random.nextGaussian();
        }
      }
      double[] mask = new double[rows[0].length];
      Arrays.setAll(mask, j -> j % 3 == 0 ? 1 : 0);
      long[] one = inputs.shape().clone();
      one[0] = 1;
      return new Subject(
          network,
          inputs,
          NdArrays.array(DataType.DOUBLE, drawn, inputs.shape()),
          FeatureGroups.none(),
          Optional.of(new InputGradient()),
          Context.standard().with(new Execution(2, 2)),
          new Truth(
              Optional.of(NdArrays.array(DataType.DOUBLE, mask, one)), Optional.of(inputs.mul(2))));
    }
  }

  private static INDArray row(INDArray array, int row) {
    return array.get(NDArrayIndex.interval(row, row + 1)).dup('c');
  }

  private static INDArray drawn(long seed, long... shape) {
    SplitRandom random = SplitRandom.of(seed);
    double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, j -> random.nextGaussian());
    return NdArrays.array(DataType.DOUBLE, values, shape);
  }

  /** Pictures beside numbers that scale the hidden units: tanh(Wx)·s. */
  private static Case pictures() {
    NetworkBuilder b = Network.builder(1, 4, 4);
    int side = b.add("side", new Input(List.of(6L)));
    int flat = b.add("flat", new Reshape(List.of(-1L, 16L)), 0);
    int hidden = b.add("hidden", new Dense(drawn(2, 16, 6), drawn(3, 6)), flat);
    int tanh = b.add("tanh", Activation.of(Activation.Function.TANH), hidden);
    int scaled = b.add("scaled", new Elementwise(Elementwise.Operation.MULTIPLY), tanh, side);
    Network network = b.build(b.add("out", new Dense(drawn(4, 6, 3), drawn(5, 3)), scaled));
    INDArray held = drawn(6, ROWS, 6);
    held.get(NDArrayIndex.interval(2, 3)).assign(row(held, 0));
    return new Case(network, "side", held, drawn(7, ROWS, 1, 4, 4));
  }

  /** A file of core's tests, which may lie in a jar. */
  private static Path copied(String name) throws IOException {
    Path file = Files.createTempDirectory("held").resolve(name);
    try (InputStream in = HeldInstancesTest.class.getResourceAsStream("/onnx-real/" + name)) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    file.toFile().deleteOnExit();
    file.getParent().toFile().deleteOnExit();
    return file;
  }

  /** Token ids with an attention mask, as transformers exports BERT. */
  private static Case texts() {
    try {
      Map<String, INDArray> arrays = Npz.read(copied("bert-sdpa.npz"));
      INDArray ids = Objects.requireNonNull(arrays.get("input_ids")).castTo(DataType.DOUBLE);
      INDArray mask = Objects.requireNonNull(arrays.get("attention_mask"));
      return new Case(
          OnnxImporter.read(copied("bert-sdpa.onnx")).as(DataType.DOUBLE),
          "attention_mask",
          mask,
          ids);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All but the one that needs a method whose values add up: commands are tested with it. */
  static List<Metric> metrics() {
    return MetricContractTest.all().stream().filter(m -> !(m instanceof Completeness)).toList();
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void eachInstanceIsScoredWithItsOwnValues(Metric given) {
    Metric metric = MetricContractTest.quick(given);
    List<String> scored = new ArrayList<>();
    for (Case some : List.of(pictures(), texts())) {
      Subject all = some.together();
      if (metric.unsuitable(all).isPresent()) {
        assertEquals(metric.unsuitable(some.alone(0)), metric.unsuitable(all));
        continue;
      }
      Scores together = metric.score(all);
      scored.add(some.name());
      for (int i = 0; i < all.size(); i++) {
        String what = Registry.info(metric).id() + " of row " + i + " beside " + some.name();
        // The share of instances with the same explanation asks about other instances.
        if (!(metric instanceof Consistency)) {
          Scores alone = metric.score(some.alone(i));
          assertEquals(alone.values()[0], together.values()[i], 1e-9, what);
          if (alone.curves().length > 0) {
            assertArrayEquals(alone.curves()[0], together.curves()[i], 1e-9, what);
          }
        }
      }
    }
    assertTrue(!scored.isEmpty(), metric.toString());
  }
}
