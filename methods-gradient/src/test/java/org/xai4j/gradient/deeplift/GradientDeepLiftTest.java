package org.xai4j.gradient.deeplift;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.layer.*;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;
import org.xai4j.gradient.Check;

/** DeepLIFT adds up to f(x) − f(b) through every layer type. */
class GradientDeepLiftTest {
  private static int seed = 500;

  static Stream<Arguments> networks() {
    List<Arguments> list = new ArrayList<>();
    // Not of all numbers, or 0 for all.
    Set<Activation.Function> partial =
        EnumSet.of(
            Activation.Function.ASIN,
            Activation.Function.ACOS,
            Activation.Function.ATANH,
            Activation.Function.ACOSH,
            Activation.Function.NOT_A_NUMBER,
            Activation.Function.INFINITE);
    for (Activation.Function f : EnumSet.complementOf(EnumSet.copyOf(partial))) {
      double alpha = f == Activation.Function.POWER ? 2.5 : 0.3;
      one(list, new Activation(f, alpha, f == Activation.Function.HARD_SIGMOID ? 0.5 : 0.9), 5, 8);
    }
    one(list, new PRelu(w(8)), 5, 8);
    one(list, new Softmax(-1, false), 5, 8);
    one(list, new Softmax(1, false), 3, 4);
    one(list, new Softmax(-1, true), 5, 8);
    one(list, new LayerNormalization(w(8), w(8), 1e-5), 5, 8);
    one(list, new LayerNormalization(w(3, 4), w(3, 4), 1e-5), 2, 3, 4);
    one(list, new InstanceNormalization(w(3), w(3), 1e-5), 3, 4, 5);
    one(list, new BatchNormalization(w(3), w(3), w(3), Draw.positive(9, 3), 1e-3, 1), 3, 4, 5);
    for (Pooling.Kind kind : Pooling.Kind.values()) {
      one(list, Pooling.square(kind, 2, 2), 3, 6, 8);
      one(list, Pooling.square(kind, 3, 2), 3, 7, 7);
    }
    for (Reduction.Kind kind : Reduction.Kind.values()) {
      one(list, new Reduction(kind, List.of(2, 3), false), 3, 4, 5);
    }
    for (Elementwise.Operation operation : Elementwise.Operation.values()) {
      two(list, new Elementwise(operation));
    }
    two(list, new MatMul(false, true));
    two(list, new Concat(1));
    one(list, new Upsample(List.of(2, 3)), 2, 3, 2);
    one(list, new Pad(List.of(0, 0, 1, 2), List.of(0, 0, 2, 0), Pad.Mode.EDGE, 0), 2, 3, 4);
    for (Recurrent.Layout layout :
        List.of(Recurrent.Layout.BATCH_TIME_FEATURE, Recurrent.Layout.BATCH_FEATURE_TIME)) {
      for (Recurrent.Cell cell : Recurrent.Cell.values()) {
        for (boolean reverse : new boolean[] {false, true}) {
          one(list, recurrent(cell, reverse, reverse, layout), 4, 4);
          one(list, recurrent(cell, !reverse, reverse, layout), 4, 4);
        }
      }
    }
    list.add(Arguments.of("residual", residual()));
    return list.stream();
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("networks")
  void addsUp(String name, Network network) {
    addsUp(new DeepLift(), name, network);
    addsUp(new DeepLiftRevealCancel(), name, network);
  }

  private static void addsUp(NetworkExplainer method, String name, Network network) {
    long[] shape = new long[network.inputShape().size() + 1];
    shape[0] = 5;
    for (int i = 1; i < shape.length; i++) {
      shape[i] = network.inputShape().get(i - 1);
    }
    INDArray x = Draw.positive(31, shape);
    Context context =
        Context.standard().with(Target.of(1)).with(Baseline.of(Draw.positive(32, shape)));
    double exact = Check.incompleteness(method.explain(network, x, context));
    assertTrue(exact <= 1e-9, name + " float64: " + exact);
    double single = Check.incompleteness(method.explain(network.as(DataType.FLOAT), x, context));
    assertTrue(single <= 1e-5, name + " float32: " + single);
    Network unrolled = Unrolled.of(network, x);
    assertTrue(Goldens.error(network.predict(x), unrolled.predict(x)) <= 1e-9, name);
  }

  /** Logits up to ±66, ±131 and far beyond: no value is larger than what it explains. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 4, 8, 16, 100, 1000})
  void softmaxIsStableAtAnyLogit(double scale) {
    INDArray x = Draw.normal(41, 6, 8);
    for (boolean logarithm : new boolean[] {false, true}) {
      Network network =
          Network.sequential(
              new long[] {8},
              new Dense(w(8, 8).mul(2 * scale), w(8)),
              new Softmax(-1, logarithm),
              new Dense(w(8, 3), w(3)));
      for (NetworkExplainer method : List.of(new DeepLift(), new DeepLiftRevealCancel())) {
        bounded(method, network, x, logarithm ? 100 * scale : 20);
      }
    }
  }

  /** The same written out: products and quotients whose terms are huge beside what they give. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 4, 8})
  void softmaxInProductsAndQuotientsIsStable(double scale) {
    INDArray x = Draw.normal(41, 6, 8);
    for (boolean quotient : new boolean[] {false, true}) {
      NetworkBuilder b = Network.builder(8);
      int logits = b.add("", new Dense(w(8, 8).mul(2 * scale), w(8)), 0);
      int exp = b.add("", Activation.of(Activation.Function.EXP), logits);
      int sum = b.add("", new Reduction(Reduction.Kind.SUM, List.of(1), true), exp);
      int last;
      if (quotient) {
        last = b.add("", new Elementwise(Elementwise.Operation.DIVIDE), exp, sum);
      } else {
        int inverse = b.add("", new Activation(Activation.Function.POWER, -1, 0), sum);
        last = b.add("", new Elementwise(Elementwise.Operation.MULTIPLY), exp, inverse);
      }
      Network network = b.build(b.add("", new Dense(w(8, 3), w(3)), last));
      bounded(new DeepLift(), network, x, 100);
    }
  }

  /** A constant reference has no variance; the values stay those of the other axes. */
  @Test
  void normalisationOfAConstantReferenceIsBounded() {
    INDArray x = Draw.normal(41, 6, 8);
    INDArray one = Draw.normal(1, 8).mul(0).add(1);
    Network network =
        Network.sequential(
            new long[] {8},
            new LayerNormalization(one, one.mul(0), 1e-5),
            new Dense(w(8, 3), w(3)));
    bounded(new DeepLift(), network, x, 10);
  }

  private static void bounded(NetworkExplainer method, Network network, INDArray x, double bound) {
    Context context = Context.standard().with(Target.of(1));
    for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
      Attribution a = method.explain(network.as(type), x, context);
      double error = Check.incompleteness(a);
      assertTrue(error <= (type == DataType.FLOAT ? 1e-4 : 1e-9), type + ": " + error);
      double largest = a.values().amaxNumber().doubleValue();
      assertTrue(largest <= bound, type + ": " + largest);
      assertTrue(a.warning().isEmpty());
    }
  }

  @Test
  void whatHasNoRuleIsRefused() {
    NetworkBuilder b = Network.builder(3);
    int none = b.add("lookup", new Embedding(w(4, 2), -1), 0);
    Network network = b.build(none);
    RescaleRules rules = RescaleRules.of(network);
    InputException e = assertThrows(InputException.class, () -> rules.of(network.node("lookup")));
    assertTrue(e.getMessage().contains("layer 'lookup'"), e.getMessage());
  }

  @Test
  void rowsThatDoNotComeFirstAreRefused() {
    NetworkBuilder b = Network.builder(3, 2);
    int turned = b.add("turned", new Transpose(List.of(1, 0, 2)), 0);
    int most = b.add("most", new Reduction(Reduction.Kind.MAX, List.of(2), true), turned);
    int back = b.add("back", new Transpose(List.of(1, 0, 2)), most);
    Network network =
        b.build(b.add("out", new Dense(w(3, 2), w(2)), b.add("flat", Reshape.flatten(), back)));
    InputException e =
        assertThrows(
            InputException.class,
            () -> new DeepLift().explain(network, w(2, 3, 2), Context.standard()));
    assertTrue(
        e.getMessage().contains("layer 'most' of type") && e.getMessage().contains("do not have"),
        e.getMessage());
  }

  /** min(x₁, x₂) = x₂ − max(x₂ − x₁, 0): the example of the paper. */
  @Test
  void revealCancelSharesAMinimum() {
    INDArray first = NdArrays.array(DataType.DOUBLE, new double[] {0, -1, 1, 1}, 2, 2);
    INDArray zero = NdArrays.array(DataType.DOUBLE, new double[] {0, 0}, 2);
    INDArray second = NdArrays.array(DataType.DOUBLE, new double[] {1, -1}, 2, 1);
    // Hidden units x₂ (positive here) and x₂ − x₁.
    Network minimum =
        Network.sequential(
            new long[] {2},
            new Dense(first, zero),
            Activation.relu(),
            new Dense(second, NdArrays.array(DataType.DOUBLE, new double[] {0}, 1)));
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[] {3, 5}, 1, 2);
    INDArray shares = new DeepLiftRevealCancel().explain(minimum, x, Context.standard()).values();
    assertTrue(
        Goldens.error(NdArrays.array(DataType.DOUBLE, new double[] {1.5, 1.5}, 1, 2), shares)
            <= 1e-12,
        shares.toString());
  }

  /** A dense layer where the layer takes any sign, the layer, and two dense layers on top. */
  private static void one(List<Arguments> list, Layer layer, long... shape) {
    NetworkBuilder b = Network.builder(shape);
    boolean positive =
        layer instanceof Activation a
            && (a.function() == Activation.Function.LOG
                || a.function() == Activation.Function.SQRT
                || a.function() == Activation.Function.POWER);
    int last = 0;
    if (!positive && !(layer instanceof Recurrent)) {
      long width = shape[shape.length - 1];
      last = b.add("", new Dense(w(width, width), w(width)), last);
    }
    last = b.add("", layer, last);
    list.add(Arguments.of(layer.type(), finish(b, last, shape)));
  }

  private static void two(List<Arguments> list, Layer layer) {
    NetworkBuilder b = Network.builder(3, 4);
    int first = b.add("", new Dense(w(4, 4), w(4)), 0);
    int second = b.add("", Activation.of(Activation.Function.SOFTPLUS), 0);
    int last = b.add("", layer, first, second);
    list.add(Arguments.of(layer.type(), finish(b, last, 3, 4)));
    NetworkBuilder c = Network.builder(3, 4);
    int constant = c.add("", new Constant(Draw.positive(77, 1, 3, 4)), new int[0]);
    last = c.add("", layer, 0, constant);
    if (!(layer instanceof Concat)) {
      list.add(Arguments.of(layer.type() + " constant", finish(c, last, 3, 4)));
    }
  }

  private static Network finish(NetworkBuilder b, int last, long... shape) {
    long[] one = new long[shape.length + 1];
    one[0] = 1;
    System.arraycopy(shape, 0, one, 1, shape.length);
    last = b.add("", Reshape.flatten(), last);
    long width = b.build(last).predict(Draw.positive(3, one)).size(1);
    last = b.add("", new Dense(w(width, 6), w(6)), last);
    last = b.add("", Activation.relu(), last);
    return b.build(b.add("", new Dense(w(6, 3), w(3)), last));
  }

  private static Network residual() {
    NetworkBuilder b = Network.builder(3, 6, 6);
    Convolution first =
        new Convolution(w(3, 3, 3, 3), w(3), List.of(1, 1), List.of(1, 1, 1, 1), List.of(1, 1), 1);
    int conv = b.add("", first, 0);
    int normal =
        b.add("", new BatchNormalization(w(3), w(3), w(3), Draw.positive(9, 3), 1e-3, 1), conv);
    int relu = b.add("", Activation.relu(), normal);
    int sum = b.add("", new Elementwise(Elementwise.Operation.ADD), relu, 0);
    int again = b.add("", Activation.relu(), sum);
    int pool = b.add("", Pooling.square(Pooling.Kind.MAX, 2, 2), again);
    return finish(b, pool, 3, 6, 6);
  }

  private static Recurrent recurrent(
      Recurrent.Cell cell, boolean resetAfter, boolean reverse, Recurrent.Layout layout) {
    int width = 3 * cell.blocks();
    return new Recurrent(
        cell,
        w(4, width),
        w(3, width),
        w(width),
        w(width),
        Activation.of(Activation.Function.SIGMOID),
        Activation.of(Activation.Function.TANH),
        resetAfter && cell == Recurrent.Cell.GRU,
        reverse,
        layout);
  }

  private static INDArray w(long... shape) {
    return Draw.normal(seed++, shape).muli(0.5);
  }
}
