package org.xai4j.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.explanation.Interactions;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Truth;

/** The same picture has the same prediction, map and scores in both layouts. */
class ImageLayoutTest {
  private static final ImageLayout LAST = ImageLayout.CHANNELS_LAST;

  private static final Set<String> COUNTS = Set.of("masks", "samples", "permutations", "steps");

  /** Higher than wide, so that no axis can be taken for another. */
  private static final INDArray FIRST_X = Draw.normal(9, 2, 3, 8, 6);

  private static final INDArray LAST_X = LAST.fromChannelsFirst(FIRST_X);

  /** What precedes the convolution of a network that takes channels last. */
  private enum Front {
    NOTHING,
    TRANSPOSE,
    NORMALISATION
  }

  private static Network network(Front front) {
    NetworkBuilder builder =
        front == Front.NOTHING ? Network.builder(3, 8, 6) : Network.builder(8, 6, 3);
    int x = 0;
    if (front == Front.NORMALISATION) {
      // Colours, on the last axis.
      int mean =
          builder.add("mean", new Constant(NdArrays.array(DataType.DOUBLE, new double[3], 3)));
      x = builder.add("minus", new Elementwise(Elementwise.Operation.SUBTRACT), x, mean);
    }
    if (front != Front.NOTHING) {
      x = builder.add("turn", new Transpose(List.of(0, 3, 1, 2)), x);
    }
    x =
        builder.add(
            "conv",
            new Convolution(
                Draw.normal(3, 4, 3, 3, 3),
                Draw.normal(4, 4),
                List.of(1, 1),
                List.of(0, 0, 0, 0),
                List.of(1, 1),
                1),
            x);
    x = builder.add("relu", Activation.relu(), x);
    x = builder.add("flat", Reshape.flatten(), x);
    return builder.build(
        builder.add("dense", new Dense(Draw.normal(5, 96, 3), Draw.normal(6, 3)), x));
  }

  private static <M extends Predictor> Explanation explain(
      Explainer<M> method, Predictor model, INDArray x, Context context) {
    return method.explain(method.take(model), x, context);
  }

  private static INDArray row(INDArray x) {
    return x.get(NDArrayIndex.interval(0, 1)).dup('c');
  }

  private static void equal(INDArray first, INDArray last, String id) {
    double[] a = NdArrays.doubles(first);
    assertArrayEquals(a, NdArrays.doubles(last), 1e-9 * (1 + most(a)), id);
  }

  private static double most(double[] all) {
    double most = 0;
    for (double a : all) {
      most = Double.isFinite(a) ? Math.max(most, Math.abs(a)) : most;
    }
    return most;
  }

  @Test
  void theLayersTell() {
    assertEquals(ImageLayout.CHANNELS_FIRST, network(Front.NOTHING).layout());
    assertEquals(LAST, network(Front.TRANSPOSE).layout());
    // Deeplearning4j's recurrent layers take [n, features, time].
    assertEquals(ImageLayout.CHANNELS_FIRST, Models.read("splice").layout());
    assertEquals(LAST, network(Front.NORMALISATION).layout());
    Network flat = Network.sequential(new long[] {8, 6, 3}, Reshape.flatten());
    assertEquals(LAST, flat.layout());
    assertEquals(
        ImageLayout.CHANNELS_FIRST, flat.with(ImageLayout.CHANNELS_FIRST).logits().layout());
    // A file's first transposition has nothing left to do.
    assertTrue(
        network(Front.TRANSPOSE).channelsFirst().nodes().stream()
            .noneMatch(n -> n.layer() instanceof Transpose));
  }

  @Test
  void predictionsAreTheSame() {
    INDArray right = network(Front.NOTHING).predict(FIRST_X);
    for (Front front : List.of(Front.TRANSPOSE, Front.NORMALISATION)) {
      Network network = network(front);
      equal(right, network.predict(LAST_X), front.name());
      equal(right, network.channelsFirst().predict(FIRST_X), front.name());
    }
  }

  @Test
  void everyMethodGivesTheSameMap() {
    assertTrue(compare(network(Front.TRANSPOSE), Context.standard(), Set.of()) > 45);
  }

  @Test
  void everyMethodGivesTheSameMapOfGroups() {
    // Half of the pixels of each column in one group, so that rows and columns differ.
    double[] ids = new double[3 * 8 * 6];
    for (int j = 0; j < ids.length; j++) {
      ids[j] = j % 48 / 24 + 2 * (j % 6);
    }
    INDArray given = NdArrays.array(DataType.DOUBLE, ids, 1, 3, 8, 6);
    FeatureGroups first = new FeatureGroups.Given(given, "ids");
    FeatureGroups last = new FeatureGroups.Given(LAST.fromChannelsFirst(given), "ids");
    INDArray base = Draw.normal(77, 1, 3, 8, 6);
    Context context = Context.standard().with(Target.of(1));
    Set<String> some =
        Set.of("kernel-shap", "lime", "feature-ablation", "shapley-interactions", "sobol");
    Network network = network(Front.NORMALISATION);
    compare(
        network,
        context.with(first).with(Baseline.of(base)),
        context.with(last).with(Baseline.of(LAST.fromChannelsFirst(base))),
        some);
    for (String groups : List.of("grid:4x2", "slic:6")) {
      Context same = context.with(FeatureGroups.parse(groups)).with(Baseline.parse("blur:1.5"));
      assertTrue(compare(network, same, some) > 3, groups);
    }
  }

  @Test
  void mapsOfSignals() {
    INDArray x = Draw.normal(8, 2, 3, 12);
    INDArray turned = LAST.fromChannelsFirst(x);
    Network first = signals(false);
    Network last = signals(true);
    assertEquals(LAST, last.layout());
    Context blurred = Context.standard().with(Baseline.parse("blur:1"));
    for (String id :
        List.of("grad-cam", "layer-cam", "score-cam", "eigen-cam", "guided-grad-cam", "blur-ig")) {
      equalSignals(first, x, last, turned, Context.standard(), id);
    }
    equalSignals(first, x, last, turned, blurred, "integrated-gradients");
    equalSignals(first, x, last, turned, blurred, "feature-ablation");
  }

  private static void equalSignals(
      Network first, INDArray x, Network last, INDArray turned, Context context, String id) {
    Explainer<?> method = Registry.load("method", Explainer.class).get(id);
    INDArray a = ((Attribution) explain(method, first, x, context)).values();
    INDArray b = ((Attribution) explain(method, last, turned, context)).values();
    equal(a, LAST.toChannelsFirst(b), id);
  }

  private static Network signals(boolean last) {
    NetworkBuilder builder = last ? Network.builder(12, 3) : Network.builder(3, 12);
    int x = last ? builder.add("turn", new Transpose(List.of(0, 2, 1)), 0) : 0;
    Convolution convolution =
        new Convolution(
            Draw.normal(3, 4, 3, 3), Draw.normal(4, 4), List.of(1), List.of(0, 0), List.of(1), 1);
    x = builder.add("relu", Activation.relu(), builder.add("conv", convolution, x));
    x = builder.add("flat", Reshape.flatten(), x);
    return builder.build(
        builder.add("dense", new Dense(Draw.normal(5, 40, 3), Draw.normal(6, 3)), x));
  }

  @Test
  void mapsOfLayersThatLayChannelsLast() {
    NetworkBuilder builder = Network.builder(3, 8, 6);
    int x = builder.add("conv", (Convolution) network(Front.NOTHING).node("conv").layer(), 0);
    x = builder.add("last", new Transpose(List.of(0, 2, 3, 1)), x);
    x = builder.add("turned relu", Activation.relu(), x);
    x = builder.add("first", new Transpose(List.of(0, 3, 1, 2)), x);
    x = builder.add("flat", Reshape.flatten(), x);
    Network network =
        builder.build(builder.add("dense", new Dense(Draw.normal(5, 96, 3), Draw.normal(6, 3)), x));
    Registry<Explainer> methods = Registry.load("method", Explainer.class);
    for (String id : List.of("grad-cam", "layer-cam", "score-cam", "eigen-cam")) {
      INDArray a = at(methods.create(id, Map.of("layer", "relu")), network(Front.NOTHING));
      INDArray b = at(methods.create(id, Map.of("layer", "turned relu")), network);
      equal(a, b, id);
    }
  }

  private static INDArray at(Explainer<?> method, Network network) {
    return ((Attribution) explain(method, network, FIRST_X, Context.standard())).values();
  }

  @Test
  void anyModelThatTakesChannelsLast() {
    Network network = network(Front.TRANSPOSE);
    Predictor model = Predictor.channelsLastModel(network::predict);
    Context context = Context.standard();
    for (String id : List.of("occlusion", "rise", "lime", "edge")) {
      Explainer<?> method = Registry.load("method", Explainer.class).get(id);
      Predictor asked = method.modelType() == (Class<?>) Network.class ? network : model;
      INDArray a =
          ((Attribution) explain(method, network(Front.NOTHING), FIRST_X, context)).values();
      INDArray b = ((Attribution) explain(method, asked, LAST_X, context)).values();
      equal(a, LAST.toChannelsFirst(b), id);
    }
  }

  /** The method with at most 40 samples or steps. */
  private static Explainer<?> quick(Explainer<?> method) {
    Map<String, String> fewer = new TreeMap<>();
    RecordText.of(method)
        .forEach(
            (key, value) -> {
              if (COUNTS.contains(key) && value.matches("\\d+") && Integer.parseInt(value) > 40) {
                fewer.put(key, "40");
              }
            });
    return Registry.load("method", Explainer.class).create(Registry.info(method).id(), fewer);
  }

  private static int compare(Network last, Context context, Set<String> some) {
    return compare(last, context, context, some);
  }

  private static int compare(
      Network last, Context firstContext, Context lastContext, Set<String> some) {
    int compared = 0;
    for (Explainer<?> standard : Registry.load("method", Explainer.class).all()) {
      String id = Registry.info(standard).id();
      Explainer<?> method = quick(standard);
      if (!some.isEmpty() && !some.contains(id)) {
        continue;
      }
      Explanation a;
      Explanation b;
      try {
        a = explain(method, network(Front.NOTHING), row(FIRST_X), firstContext);
        b = explain(method, last, row(LAST_X), lastContext);
      } catch (InputException e) {
        // It does not apply to pictures.
        continue;
      }
      compared++;
      if (a instanceof Attribution one
          && b instanceof Attribution two
          && method instanceof AttributionExplainer<?> attributes) {
        boolean own = attributes.ofInput();
        assertArrayEquals(
            own ? row(LAST_X).shape() : one.values().shape(), two.values().shape(), id);
        equal(one.values(), own ? LAST.toChannelsFirst(two.values()) : two.values(), id);
        assertArrayEquals(one.scores(), two.scores(), 1e-9, id);
      } else if (a instanceof Interactions one && b instanceof Interactions two) {
        equal(one.values(), two.values(), id);
      }
    }
    return compared;
  }

  @Test
  void everyMetricGivesTheSameScores() {
    AttributionExplainer<?> method =
        (AttributionExplainer<?>) Registry.load("method", Explainer.class).get("input-x-gradient");
    Network first = network(Front.NOTHING);
    Network last = network(Front.TRANSPOSE);
    Context context = Context.standard();
    INDArray a = ((Attribution) explain(method, first, FIRST_X, context)).values();
    INDArray reference = Draw.normal(31, 2, 3, 8, 6);
    double[] inside = new double[48];
    for (int j = 0; j < 20; j++) {
      inside[j] = 1;
    }
    INDArray mask = NdArrays.array(DataType.DOUBLE, inside, 1, 1, 8, 6);
    int compared = 0;
    for (Metric metric : Registry.load("metric", Metric.class).all()) {
      String id = Registry.info(metric).id();
      double[] one;
      double[] two;
      try {
        one = metric.score(subject(first, FIRST_X, a, mask, reference, method)).values();
        two =
            metric
                .score(
                    subject(
                        last,
                        LAST_X,
                        LAST.fromChannelsFirst(a),
                        LAST.fromChannelsFirst(mask),
                        LAST.fromChannelsFirst(reference),
                        method))
                .values();
      } catch (InputException e) {
        continue;
      }
      compared++;
      assertArrayEquals(one, two, 1e-9 * (1 + most(one)), id);
    }
    assertTrue(compared > 40, compared + " metrics");
  }

  private static Subject subject(
      Network network,
      INDArray x,
      INDArray values,
      INDArray mask,
      INDArray reference,
      AttributionExplainer<?> method) {
    return new Subject(
        network,
        x,
        values,
        FeatureGroups.none(),
        Optional.of(method),
        Context.standard(),
        new Truth(Optional.of(mask), Optional.of(reference)));
  }
}
