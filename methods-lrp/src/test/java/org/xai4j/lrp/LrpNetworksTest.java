package org.xai4j.lrp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Rule;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;
import org.xai4j.core.testing.InputGradient;
import org.xai4j.lrp.composite.Canonizer;
import org.xai4j.lrp.composite.Composite;
import org.xai4j.lrp.rule.AverageRule;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.EpsilonRule;
import org.xai4j.lrp.rule.NormRule;
import org.xai4j.lrp.rule.ZPlusRule;

/** Whole networks without configuration: VGG, ResNet and attention shapes, and degenerate ones. */
class LrpNetworksTest {
  private static Convolution convolution(long seed, int in, int out, int kernel, int padding) {
    return new Convolution(
        Draw.normal(seed, out, in, kernel, kernel).mul(1 / Math.sqrt(in * kernel * kernel)),
        Draw.normal(seed + 1, out).mul(0.1),
        List.of(1, 1),
        List.of(padding, padding, padding, padding),
        List.of(1, 1),
        1);
  }

  private static BatchNormalization norm(long seed, int channels) {
    return new BatchNormalization(
        Draw.positive(seed, channels),
        Draw.normal(seed + 1, channels),
        Draw.normal(seed + 2, channels),
        Draw.positive(seed + 3, channels),
        1e-3,
        1);
  }

  static Network vgg() {
    return Network.sequential(
        new long[] {3, 8, 8},
        convolution(1, 3, 4, 3, 1),
        norm(2, 4),
        Activation.relu(),
        convolution(3, 4, 4, 3, 1),
        norm(4, 4),
        Activation.relu(),
        Pooling.square(Pooling.Kind.MAX, 2, 2),
        new Dropout(),
        convolution(5, 4, 6, 3, 1),
        Activation.relu(),
        Pooling.square(Pooling.Kind.AVERAGE, 2, 2),
        Reshape.flatten(),
        new Dense(Draw.normal(6, 24, 10), Draw.normal(7, 10)),
        Activation.relu(),
        new Dropout(),
        new Dense(Draw.normal(8, 10, 3), Draw.normal(9, 3)));
  }

  static Network resnet() {
    NetworkBuilder b = Network.builder(3, 8, 8);
    int last = b.add("stem", convolution(1, 3, 4, 3, 1), 0);
    last = b.add("", norm(2, 4), last);
    last = b.add("", Activation.relu(), last);
    for (int block = 0; block < 2; block++) {
      int inner = b.add("", convolution(10 + block, 4, 4, 3, 1), last);
      inner = b.add("", norm(20 + block, 4), inner);
      inner = b.add("", Activation.relu(), inner);
      inner = b.add("", convolution(30 + block, 4, 4, 3, 1), inner);
      inner = b.add("", norm(40 + block, 4), inner);
      last = b.add("", new Elementwise(Elementwise.Operation.ADD), inner, last);
      last = b.add("", norm(50 + block, 4), last);
      last = b.add("", Activation.relu(), last);
    }
    last = b.add("pool", new Reduction(Reduction.Kind.MEAN, List.of(2, 3), false), last);
    return b.build(b.add("fc", new Dense(Draw.normal(8, 4, 3), Draw.normal(9, 3)), last));
  }

  /** One head of attention with a residual sum and a gate. */
  static Network attention() {
    NetworkBuilder b = Network.builder(5, 4);
    INDArray none = Draw.normal(1, 4).mul(0);
    int norm = b.add("", new LayerNormalization(Draw.positive(1, 4), none, 1e-5), 0);
    int q = b.add("q", new Dense(Draw.normal(2, 4, 4), none), norm);
    int k = b.add("k", new Dense(Draw.normal(3, 4, 4), none), norm);
    int v = b.add("v", new Dense(Draw.normal(4, 4, 4), none), norm);
    int scores = b.add("scores", new MatMul(false, true), q, k);
    int weights = b.add("weights", new Softmax(-1, false), scores);
    int mixed = b.add("mixed", new MatMul(false, false), weights, v);
    int sum = b.add("sum", new Elementwise(Elementwise.Operation.ADD), mixed, 0);
    int gate = b.add("gate", Activation.of(Activation.Function.SILU), sum);
    int gated = b.add("gated", new Elementwise(Elementwise.Operation.MULTIPLY), gate, sum);
    int pooled = b.add("", new Reduction(Reduction.Kind.MEAN, List.of(1), false), gated);
    return b.build(b.add("out", new Dense(Draw.normal(5, 4, 3), Draw.normal(6, 3).mul(0)), pooled));
  }

  /** The methods that apply: concepts need a convolution. */
  private static List<RelevanceExplainer> methods(Network network) {
    return ServiceLoader.load(Explainer.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(e -> e instanceof RelevanceExplainer && !(e instanceof Lrp))
        .map(RelevanceExplainer.class::cast)
        .filter(method -> method.unsuitable(network, Draw.normal(1, 1)).isEmpty())
        .toList();
  }

  @Test
  void everyMethodExplainsEveryShape() {
    for (Network network : new Network[] {vgg(), resnet(), attention()}) {
      long[] shape = network.inputShape().stream().mapToLong(d -> d).toArray();
      long[] batch = new long[shape.length + 1];
      batch[0] = 2;
      System.arraycopy(shape, 0, batch, 1, shape.length);
      INDArray x = Draw.normal(77, batch);
      for (RelevanceExplainer method : methods(network)) {
        for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
          Attribution a = method.explain(network.as(type), x, Context.standard());
          assertTrue(a.values().amaxNumber().doubleValue() > 0, method.toString());
        }
      }
    }
  }

  @Test
  void basicRuleIsInputTimesGradientOnVggAndResNet() {
    for (Network network : new Network[] {vgg(), resnet()}) {
      INDArray x = Draw.normal(77, 2, 3, 8, 8);
      INDArray g = new InputGradient().explain(network, x, Context.standard()).values();
      INDArray r = new LrpZero().explain(network, x, Context.standard()).values();
      assertTrue(Goldens.error(g.mul(x), r) <= 1e-10);
    }
  }

  @Test
  void canonicalNetworksComputeTheSame() {
    Network before =
        Network.sequential(
            new long[] {2, 6, 6},
            norm(1, 2),
            convolution(2, 2, 3, 3, 0),
            Activation.relu(),
            norm(3, 3),
            convolution(4, 3, 3, 3, 1),
            Reshape.flatten(),
            norm(5, 48),
            new Dense(Draw.normal(6, 48, 3), Draw.normal(7, 3)));
    Convolution grouped =
        new Convolution(
            Draw.normal(9, 6, 2, 3, 3),
            Draw.normal(10, 6),
            List.of(1, 1),
            List.of(0, 0, 0, 0),
            List.of(1, 1),
            2);
    Network behind =
        Network.sequential(
            new long[] {4, 6, 6},
            norm(11, 4),
            grouped,
            Activation.relu(),
            norm(12, 6),
            new Dropout(),
            Reshape.flatten(),
            new Dense(Draw.normal(13, 96, 3), Draw.normal(14, 3)));
    for (Network network : new Network[] {vgg(), resnet(), before, behind}) {
      Network canonical = Canonizer.canonical(network);
      long channels = network.inputShape().get(0);
      INDArray x =
          Draw.normal(
              8, 2, channels, network.inputShape().get(1), 0L + network.inputShape().get(2));
      assertTrue(Goldens.error(network.predict(x), canonical.predict(x)) <= 1e-12);
    }
    long left =
        Canonizer.canonical(before).nodes().stream()
            .filter(n -> n.layer() instanceof BatchNormalization)
            .count();
    assertEquals(1, left, "only the one in front of padding stays");
    assertTrue(
        Canonizer.canonical(behind).nodes().stream()
            .noneMatch(n -> n.layer() instanceof BatchNormalization),
        "merged into the grouped convolution and, through the flattening, the dense layer");
  }

  @Test
  void attentionHalvesProductsAndConservesThem() {
    INDArray a = Draw.normal(1, 2, 3, 4);
    NetworkBuilder b = Network.builder(3, 4);
    int product = b.add("", new MatMul(false, true), 0, 0);
    Network network = b.build(b.add("", Reshape.flatten(), product));
    Attribution r =
        new Lrp(Composite.of(new EpsilonRule(0), new NormRule(0)))
            .explain(network, a, Context.standard());
    double[] sums = NdArrays.doubles(r.values().sum(1, 2));
    for (int i = 0; i < 2; i++) {
      assertEquals(r.scores()[i], sums[i], 1e-6);
    }
  }

  @Test
  void degenerateNetworksGiveNumbers() {
    INDArray zero = Draw.normal(1, 4, 5).mul(0);
    Network dead =
        Network.sequential(
            new long[] {4},
            new Dense(zero, Draw.normal(2, 5).mul(0).sub(1)),
            Activation.relu(),
            new Dense(Draw.normal(3, 5, 3).mul(0), Draw.normal(4, 3).mul(0)));
    Network random =
        Network.sequential(
            new long[] {4},
            new Dense(Draw.normal(1, 4, 5), Draw.normal(2, 5)),
            Activation.relu(),
            new Dense(Draw.normal(3, 5, 3), Draw.normal(4, 3)));
    for (double constant : new double[] {0, 1, -1, 1e-30, 1e6}) {
      INDArray x = Draw.normal(5, 3, 4).mul(0).add(constant);
      for (Network network : new Network[] {dead, random}) {
        for (RelevanceExplainer method : methods(network)) {
          for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
            // The run itself refuses values that are not finite.
            method.explain(network.as(type), x, Context.standard());
          }
        }
      }
    }
  }

  @Test
  void conservationIsMeasuredAtEveryLayer() {
    Network network = Goldens.cnn().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 4);
    Conservation lossy =
        Conservation.measure(network, new LrpEpsilonPlus().rules(), x, Context.standard());
    Conservation kept =
        Conservation.measure(
            network,
            Composite.of(new ZPlusRule(0, Bias.IGNORED), new NormRule(0)),
            x,
            Context.standard());
    Conservation shared =
        Conservation.measure(
            network,
            Composite.of(new EpsilonRule(0, Bias.SHARED), new NormRule(0)),
            x,
            Context.standard());
    assertEquals(10, lossy.rows().size());
    assertEquals(lossy.start() - lossy.end(), absorbed(lossy), 1e-9);
    assertTrue(Math.abs(lossy.rows().get(0).absorbed()) > 1e-6);
    for (Conservation c : List.of(kept, shared)) {
      for (Conservation.Row row : c.rows()) {
        assertEquals(0, row.absorbed(), 1e-9, row.layer());
      }
    }
    assertTrue(lossy.toString().contains("conv1"), lossy.toString());
    System.out.println(lossy);
  }

  private static double absorbed(Conservation c) {
    return c.rows().stream().mapToDouble(Conservation.Row::absorbed).sum();
  }

  @Test
  void deepTaylorStartsAtBoundsOrSquaredWeights() {
    Network network = vgg();
    INDArray x = Draw.normal(77, 2, 3, 8, 8);
    INDArray free = new DeepTaylor().explain(network, x, Context.standard()).values();
    INDArray boxed =
        new DeepTaylor(Optional.of(-5.0), Optional.of(5.0), 1e-6)
            .explain(network, x, Context.standard())
            .values();
    assertTrue(Goldens.error(free, boxed) > 0.01);
  }

  @Test
  void relevanceAtALayerAndPoolingAsAverage() {
    Network network = Goldens.cnn().as(DataType.DOUBLE);
    INDArray x = Goldens.first(Goldens.inputs("cnn", DataType.DOUBLE), 2);
    for (Rule pooling : List.of(Rule.GRADIENT, new AverageRule(0))) {
      Composite composite =
          Composite.builder()
              .name("pool*", pooling)
              .otherwise(new ZPlusRule(0, Bias.IGNORED))
              .build();
      INDArray top = LayerRelevance.at(network, composite, "fc2", x, Context.standard());
      INDArray inner = LayerRelevance.at(network, composite, "relu1", x, Context.standard());
      assertEquals(4, inner.rank());
      assertEquals(top.sumNumber().doubleValue(), inner.sumNumber().doubleValue(), 1e-9);
    }
  }

  @Test
  void softmaxHasTheFormulaOfItsExpansion() {
    INDArray w = Draw.normal(2, 4, 1);
    Network network =
        Network.sequential(
            new long[] {4}, new Softmax(-1, false), new Dense(w, Draw.normal(3, 1).mul(0)));
    INDArray x = Draw.normal(1, 1, 4);
    INDArray r = new LrpZero().explain(network, x, Context.standard()).values();
    double[] s = new double[4];
    double total = 0;
    for (int i = 0; i < 4; i++) {
      s[i] = Math.exp(x.getDouble(0, i));
      total += s[i];
    }
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      s[i] /= total;
      sum += s[i] * w.getDouble(i, 0);
    }
    for (int i = 0; i < 4; i++) {
      double expected = x.getDouble(0, i) * (s[i] * w.getDouble(i, 0) - s[i] * sum);
      assertEquals(expected, r.getDouble(0, i), 1e-12);
    }
  }
}
