package org.xai4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Subject;

/** Arrays that are slices of others, of which ND4J gives some slices as empty arrays. */
class SlicedInputsTest {
  private static final Network NETWORK = Models.read("mnist");
  private static final INDArray SLICE = Mnist.test().images().get(NDArrayIndex.interval(2, 8));

  /** Rows two by two and one by one. */
  private static Context context() {
    return Context.standard()
        .with(new Execution(2, 2))
        .with(FeatureGroups.parse("grid:3x3"))
        .withSeed(1);
  }

  private static Stream<String> methods() {
    return Stream.of(
        "gradient",
        "integrated-gradients",
        "smoothgrad",
        "deep-lift",
        "grad-cam",
        "lrp-epsilon",
        "occlusion",
        "feature-ablation",
        "kernel-shap",
        "lime",
        "random",
        "edge");
  }

  private static <M extends Predictor> double[] values(
      AttributionExplainer<M> method, INDArray inputs, Context context) {
    return NdArrays.doubles(method.explain(method.take(NETWORK), inputs, context).values());
  }

  @ParameterizedTest
  @MethodSource("methods")
  void slicesAreExplainedAsCopies(String id) {
    AttributionExplainer<?> method =
        (AttributionExplainer<?>) Registry.load("method", Explainer.class).create(id, Map.of());
    INDArray copy = SLICE.dup('c');
    INDArray bases = Mnist.test().images().get(NDArrayIndex.interval(3, 9));
    double[] expected = values(method, copy, context().with(Baseline.of(bases.dup('c'))));
    assertArrayEquals(expected, values(method, SLICE, context().with(Baseline.of(bases))));
  }

  @Test
  void slicesAreScoredAsCopies() {
    Explainer<?> gradient = Registry.load("method", Explainer.class).get("gradient");
    INDArray all = Mnist.test().images().get(NDArrayIndex.interval(0, 10)).dup('c');
    double[] flat = values((AttributionExplainer<?>) gradient, all, context());
    INDArray slopes = NdArrays.array(all.dataType(), flat, all.shape());
    INDArray some = slopes.get(NDArrayIndex.interval(2, 8));
    Collection<Metric> metrics = Registry.load("metric", Metric.class).all();
    int scored = 0;
    for (Metric metric : metrics) {
      String id = Registry.info(metric).id();
      if (Stream.of("deletion", "pixel-flipping", "sparseness", "complexity")
          .anyMatch(id::equals)) {
        double[] expected = metric.score(subject(SLICE.dup('c'), some.dup('c'))).values();
        assertArrayEquals(expected, metric.score(subject(SLICE, some)).values(), id);
        scored++;
      }
    }
    assertEquals(4, scored);
  }

  private static Subject subject(INDArray inputs, INDArray attributions) {
    return new Subject(
        NETWORK,
        inputs,
        attributions,
        FeatureGroups.parse("none"),
        Optional.empty(),
        context().with(FeatureGroups.parse("none")));
  }
}
