package org.xai4j.evaluation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.testing.Goldens;
import org.xai4j.core.testing.InputGradient;

/** What holds for every metric: it runs, stays in its range, and gives the same bytes again. */
class MetricContractTest {
  private static Subject subject() {
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.FLOAT), 2);
    Subject subject = Toy.explained(Goldens.cnn(), new InputGradient(), x);
    double[] mask = new double[784];
    Arrays.setAll(mask, j -> j / 28 > 9 && j / 28 < 18 ? 1 : 0);
    INDArray masks = NdArrays.array(DataType.FLOAT, mask, 1, 1, 28, 28);
    return subject.with(new Truth(Optional.of(masks), Optional.of(x)));
  }

  static List<Metric> all() {
    return List.copyOf(Registry.load("metric", Metric.class).all());
  }

  /** Few draws, so that the test is short. */
  static Metric quick(Metric metric) {
    Map<String, String> few = new LinkedHashMap<>();
    Map<String, String> known = RecordText.of(metric);
    for (String name : List.of("samples", "subsets")) {
      if (known.containsKey(name)) {
        few.put(name, "2");
      }
    }
    if (known.containsKey("k")) {
      few.put("k", "5");
    }
    if (known.containsKey("sizes")) {
      few.put("sizes", "3");
    }
    return Registry.load("metric", Metric.class).create(Registry.info(metric).id(), few);
  }

  @ParameterizedTest
  @MethodSource("all")
  void staysInItsRangeAndRepeats(Metric given) {
    Metric metric = quick(given);
    Subject subject = subject();
    assertEquals(Optional.empty(), metric.traits().missing(subject));
    Scores scores = metric.score(subject);
    Traits traits = metric.traits();
    assertEquals(2, scores.values().length);
    for (double value : scores.values()) {
      boolean inside = value >= traits.low() - 1e-9 && value <= traits.high() + 1e-9;
      assertTrue(Double.isNaN(value) || inside, value + " of " + metric);
    }
    for (double[] curve : scores.curves()) {
      assertEquals(scores.points().length, curve.length);
    }
    Context one = subject.context().with(new Execution(1, 1));
    Context three = subject.context().with(new Execution(1, 3));
    assertArrayEquals(
        metric.score(subject.with(one)).values(), metric.score(subject.with(three)).values());
  }

  @ParameterizedTest
  @MethodSource("all")
  void isDescribed(Metric metric) {
    assertTrue(Registry.info(metric).summary().endsWith("."), metric.toString());
    assertTrue(RecordText.describe(metric).stream().noneMatch(p -> p.description().isEmpty()));
    assertEquals(
        metric, Registry.load("metric", Metric.class).create(Registry.info(metric).id(), Map.of()));
  }

  /** Metrics that do not depend on the scale of the attribution. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "faithfulness-correlation",
        "faithfulness-estimate",
        "monotonicity",
        "sensitivity-n",
        "comprehensiveness",
        "sufficiency",
        "aopc",
        "irof",
        "road",
        "deletion",
        "insertion",
        "pixel-flipping",
        "complexity",
        "sparseness",
        "pointing-game",
        "relevance-rank-accuracy",
        "relevance-mass-accuracy",
        "top-k-intersection",
        "localisation-auc",
        "focus",
        "attribution-localisation",
        "feature-agreement",
        "sign-agreement",
        "kendall"
      })
  void scaleDoesNotMatter(String id) {
    Metric metric = quick(Registry.load("metric", Metric.class).get(id));
    Subject subject = subject();
    // A power of two rounds nothing.
    Subject scaled = subject.withAttributions(subject.attributions().mul(4));
    assertArrayEquals(metric.score(subject).values(), metric.score(scaled).values(), 1e-6, id);
  }

  /** Metrics of single features that do not depend on the order of the features. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "faithfulness-estimate",
        "monotonicity",
        "comprehensiveness",
        "sufficiency",
        "aopc",
        "deletion",
        "insertion",
        "pixel-flipping",
        "complexity",
        "sparseness",
        "non-sensitivity",
        "completeness",
        "pointing-game",
        "relevance-rank-accuracy",
        "relevance-mass-accuracy",
        "localisation-auc",
        "focus",
        "feature-agreement",
        "rank-agreement",
        "spearman",
        "kendall"
      })
  void orderDoesNotMatter(String id) {
    Metric metric = Registry.load("metric", Metric.class).get(id);
    SplitRandom random = SplitRandom.of(9);
    int d = 12;
    double[] w = draw(random, d);
    double[] x = draw(random, d);
    double[] a = draw(random, d);
    double[] r = draw(random, d);
    double[] m = new double[d];
    Arrays.fill(m, 0, 5, 1);
    int[] p = random.permutation(d);
    double before = value(metric, w, x, a, r, m);
    double after =
        value(
            metric, permuted(w, p), permuted(x, p), permuted(a, p), permuted(r, p), permuted(m, p));
    assertEquals(before, after, 1e-12, id);
  }

  private static double value(
      Metric metric, double[] w, double[] x, double[] a, double[] r, double[] m) {
    Truth truth = new Truth(Optional.of(Toy.row(m)), Optional.of(Toy.row(r)));
    return Toy.value(metric, Toy.of(Toy.linear(w), x, a).with(truth));
  }

  private static double[] draw(SplitRandom random, int d) {
    double[] values = new double[d];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  private static double[] permuted(double[] values, int[] order) {
    return Arrays.stream(order).mapToDouble(i -> values[i]).toArray();
  }

  @Test
  void traitsInWords() {
    assertEquals(
        "Localisation, higher is better, from 0 to 1; needs masks",
        Registry.load("metric", Metric.class).get("pointing-game").traits().describe());
    assertEquals(
        "Robustness, lower is better, at least 0; needs method, numbers",
        Registry.load("metric", Metric.class).get("max-sensitivity").traits().describe());
    assertEquals(
        "Faithfulness, lower is better",
        Registry.load("metric", Metric.class).get("deletion").traits().describe());
  }
}
