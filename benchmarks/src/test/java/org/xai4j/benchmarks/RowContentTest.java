package org.xai4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.explanation.DecisionRules;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.explanation.Interactions;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Truth;

/** A row's explanation and scores depend on the seed and the row, not on the rows beside it. */
class RowContentTest {
  /** Those that compare rows with each other, or draw a position. */
  private static final Set<String> OF_SETS = Set.of("consistency");

  private static final INDArray TABLE = Draw.normal(9, 3, 12);
  private static final INDArray PICTURES = Draw.normal(9, 3, 1, 8, 8);

  private static final Network TABLE_NETWORK =
      Network.sequential(new long[] {12}, dense(1, 12, 8), Activation.relu(), dense(2, 8, 2));

  private static final Network PICTURE_NETWORK =
      Network.sequential(
          new long[] {1, 8, 8},
          new Convolution(
              Draw.normal(3, 2, 1, 3, 3),
              Draw.normal(4, 2),
              List.of(1, 1),
              List.of(0, 0, 0, 0),
              List.of(1, 1),
              1),
          Activation.relu(),
          Reshape.flatten(),
          dense(5, 72, 3));

  private static Dense dense(long seed, int in, int out) {
    return new Dense(Draw.normal(seed, in, out), Draw.normal(seed + 100, out));
  }

  private static INDArray row(INDArray x, int row) {
    return x.get(NDArrayIndex.interval(row, row + 1)).dup('c');
  }

  private static <M extends Predictor> Explanation explain(
      Explainer<M> method, Network network, INDArray x, Context context) {
    return method.explain(method.take(network), x, context);
  }

  @Test
  void everyMethodAndMetricOnATable() {
    Network network = TABLE_NETWORK;
    Context context =
        Context.standard().with(Target.of(0)).with(Baseline.of(Draw.normal(9, 60, 12)));
    int compared = compare(network, TABLE, context);
    assertTrue(compared > 15, compared + " methods");
  }

  @Test
  void everyMethodAndMetricOnPictures() {
    Network network = PICTURE_NETWORK;
    int compared = compare(network, PICTURES, Context.standard());
    assertTrue(compared > 45, compared + " methods");
  }

  private static int compare(Network network, INDArray x, Context context) {
    int compared = 0;
    for (Explainer<?> method : Registry.load("method", Explainer.class).all()) {
      String id = Registry.info(method).id();
      Explanation all;
      Explanation one;
      try {
        all = explain(method, network, x, context);
        one = explain(method, network, row(x, 1), context);
      } catch (InputException e) {
        // It does not apply to this network or input.
        continue;
      }
      compared++;
      List<double[]> pair = new ArrayList<>();
      for (Explanation e : List.of(all, one)) {
        pair.add(numbers(e, e == all ? 1 : 0));
      }
      equal(pair.get(0), pair.get(1), id);
    }
    metrics(network, x, context);
    return compared;
  }

  private static void equal(double[] all, double[] one, String id) {
    double most = Arrays.stream(all).filter(Double::isFinite).map(Math::abs).max().orElse(0);
    assertArrayEquals(all, one, 1e-9 * (1 + most), id);
  }

  private static double[] numbers(Explanation explanation, int row) {
    if (explanation instanceof Attribution a) {
      return NdArrays.doubles(row(a.values(), row));
    }
    if (explanation instanceof Counterfactuals c) {
      return c.cases().get(row).alternatives().stream()
          .flatMapToDouble(a -> Arrays.stream(a.row()))
          .toArray();
    }
    if (explanation instanceof DecisionRules r) {
      DecisionRules.Rule rule = r.rules().get(row);
      return new double[] {rule.answer(), rule.precision(), rule.conditions().size()};
    }
    if (explanation instanceof Interactions i) {
      return NdArrays.doubles(row(i.values(), row));
    }
    // Explanations of the whole data set.
    return new double[0];
  }

  private static void metrics(Network network, INDArray x, Context context) {
    AttributionExplainer<?> method =
        (AttributionExplainer<?>)
            Registry.load("method", Explainer.class).get("integrated-gradients");
    Context single = context.with(Baseline.zeros());
    INDArray a = ((Attribution) explain(method, network, x, single)).values();
    // Ties: a third of the values are zero.
    double[] tied = NdArrays.doubles(a);
    for (int j = 0; j < tied.length; j += 3) {
      tied[j] = 0;
    }
    INDArray values = NdArrays.array(DataType.DOUBLE, tied, a.shape());
    INDArray mask = NdArrays.array(DataType.DOUBLE, tied, a.shape());
    for (Metric metric : Registry.load("metric", Metric.class).all()) {
      String id = Registry.info(metric).id();
      double[] all;
      double[] one;
      try {
        all = metric.score(subject(network, x, values, mask, method, single)).values();
        one =
            metric
                .score(subject(network, row(x, 1), row(values, 1), row(mask, 1), method, single))
                .values();
      } catch (InputException | IllegalArgumentException e) {
        continue;
      }
      if (!OF_SETS.contains(id)) {
        equal(new double[] {all[1]}, one, id);
      }
    }
  }

  private static Subject subject(
      Network network,
      INDArray x,
      INDArray values,
      INDArray mask,
      AttributionExplainer<?> method,
      Context context) {
    return new Subject(
        network,
        x,
        values,
        FeatureGroups.none(),
        Optional.of(method),
        context,
        new Truth(Optional.of(mask), Optional.of(mask)));
  }
}
