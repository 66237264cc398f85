package org.xai4j.benchmarks.speed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.DeviceEngine;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.testing.Goldens;

/** Explainers by the fused kernels of the emulated device, beside the reference's compositions. */
class FusedExplainersTest {
  private static final Network NETWORK = Goldens.cnn().as(DataType.DOUBLE);

  /** Digits within [0, 1], as the z-box rule needs them. */
  private static final INDArray INPUTS =
      Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 2).dup('c');

  static Stream<Arguments> methods() {
    return Stream.of(
        Arguments.of("integrated-gradients", Map.of("steps", "20")),
        Arguments.of("smoothgrad", Map.of("samples", "5")),
        Arguments.of("gradient-shap", Map.of("samples", "5")),
        Arguments.of("guided-backprop", Map.of()),
        Arguments.of("lrp-epsilon", Map.of()),
        Arguments.of("lrp-gamma", Map.of()),
        Arguments.of("lrp-alpha-beta", Map.of()),
        Arguments.of("lrp-z-plus", Map.of()),
        Arguments.of("lrp-epsilon-gamma-box", Map.of("low", "-3", "high", "3")),
        Arguments.of("occlusion", Map.of("window", "7", "stride", "7")),
        Arguments.of("feature-ablation", Map.of()),
        Arguments.of("kernel-shap", Map.of("samples", "100")),
        Arguments.of("lime", Map.of("samples", "100")),
        Arguments.of("shapley-sampling", Map.of("permutations", "3")),
        Arguments.of("rise", Map.of("masks", "40")),
        Arguments.of("sobol", Map.of()));
  }

  private static Optional<Device> emulated() {
    return Engines.devices().stream().filter(d -> d.id().equals("emulated")).findFirst();
  }

  private static Context context(Device device) {
    Engine engine = new DeviceEngine(device.id(), java.util.List.of(device), 1 << 28);
    return Context.standard().with(engine).with(FeatureGroups.parse("grid:7x7")).withSeed(3);
  }

  private static INDArray explained(String id, Map<String, String> parameters, Device device) {
    Explainer<?> explainer =
        (Explainer<?>) Registry.load("method", Explainer.class).create(id, parameters);
    return attribution(explainer, context(device));
  }

  @SuppressWarnings("unchecked") // every explainer takes a network
  private static INDArray attribution(Explainer<?> explainer, Context context) {
    return ((Attribution) ((Explainer<Network>) explainer).explain(NETWORK, INPUTS, context))
        .values();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void explanationsAreTheReferences(String id, Map<String, String> parameters) {
    Assumptions.assumeTrue(emulated().isPresent(), "there is no g++");
    INDArray expected = explained(id, parameters, Engines.reference());
    INDArray actual = explained(id, parameters, emulated().get());
    double error = Goldens.error(expected, actual);
    assertTrue(error <= 1e-9, id + ": " + error);
  }

  /** Nested sets with a background of three rows, as pixel flipping asks for them. */
  @Test
  void removalsAreTheReferences() {
    Assumptions.assumeTrue(emulated().isPresent(), "there is no g++");
    double[][] scores = new double[2][];
    int next = 0;
    for (Device device : new Device[] {Engines.reference(), emulated().get()}) {
      Context context = context(device);
      Predictor scorer = context.predictor(NETWORK);
      INDArray background =
          Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 5)
              .get(org.nd4j.linalg.indexing.NDArrayIndex.interval(2, 5))
              .dup('c');
      Target.Resolved target = Target.argmax().resolve(scorer.predict(INPUTS), 0);
      Grouping grouping = context.groups().of(Goldens.first(INPUTS, 1));
      Masking masking = new Masking(scorer, INPUTS, 1, background, grouping, target);
      int[] order = new int[grouping.count()];
      java.util.Arrays.setAll(order, i -> (i * 5 + 2) % order.length);
      double[] removed = masking.steps(order, 4, false, 10);
      double[] inserted = masking.steps(order, 4, true, 10);
      scores[next++] = org.apache.commons.math3.util.MathArrays.concatenate(removed, inserted);
    }
    assertEquals(22, scores[0].length);
    org.junit.jupiter.api.Assertions.assertArrayEquals(scores[0], scores[1], 1e-9);
  }
}
