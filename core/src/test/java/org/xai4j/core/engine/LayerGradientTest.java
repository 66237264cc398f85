package org.xai4j.core.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.*;
import org.xai4j.core.layer.cells.*;
import org.xai4j.core.layer.logic.*;
import org.xai4j.core.layer.spatial.*;
import org.xai4j.core.network.Layers;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.core.testing.Draw;
import org.xai4j.core.testing.Goldens;

/** Every layer's gradient against central differences in float64. */
class LayerGradientTest {
  private static final double STEP = 1e-5;

  /**
   * A layer that the engine does not know: w·x³.
   *
   * @param weights [d]
   */
  public record Cubic(INDArray weights) implements CustomLayer {
    @Override
    public long[] outputShape(long[]... inputs) {
      return inputs[0];
    }

    @Override
    public INDArray forward(INDArray... inputs) {
      return inputs[0].mul(inputs[0]).muli(inputs[0]).muliRowVector(weights);
    }

    @Override
    public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
      return new INDArray[] {
        inputs[0]
            .mul(inputs[0])
            .muli(3)
            .muliRowVector(weights.castTo(signal.dataType()))
            .muli(signal)
      };
    }
  }

  static Stream<Arguments> layers() {
    seed = 300;
    List<Arguments> list = new ArrayList<>();
    add(list, new Cubic(w(5)), in(4, 5));
    add(list, new Dense(w(5, 3), w(3)), in(4, 5));
    add(list, new Dense(w(5, 3), w(3)), in(2, 4, 5));
    add(list, conv(w(4, 3, 3, 3), 4, l(1, 1), l(0, 0, 0, 0), l(1, 1), 1), in(2, 3, 7, 6));
    add(list, conv(w(4, 3, 3, 2), 4, l(2, 2), l(1, 0, 2, 1), l(1, 1), 1), in(2, 3, 7, 8));
    add(list, conv(w(4, 2, 2, 3), 4, l(1, 2), l(2, 1, 0, 1), l(2, 2), 1), in(2, 2, 7, 8));
    add(list, conv(w(6, 2, 3, 3), 6, l(1, 1), l(1, 1, 1, 1), l(1, 1), 2), in(2, 4, 5, 5));
    add(list, conv(w(4, 1, 3, 3), 4, l(2, 1), l(1, 1, 1, 1), l(1, 1), 4), in(2, 4, 5, 5));
    add(list, conv(w(4, 1, 5, 5), 4, l(1, 1), l(0, 0, 0, 0), l(1, 1), 1), in(2, 1, 9, 9));
    add(list, conv(w(4, 3, 3), 4, l(2), l(1, 2), l(2), 1), in(2, 3, 9));
    add(list, trans(w(3, 4, 3, 3), 4, l(2, 2), l(1, 1, 1, 1), l(1, 1), l(1, 1), 1), in(2, 3, 4, 5));
    add(list, trans(w(3, 4, 2, 3), 4, l(1, 2), l(0, 1, 0, 0), l(0, 0), l(2, 1), 1), in(2, 3, 4, 5));
    add(list, trans(w(4, 2, 2, 2), 4, l(2, 2), l(0, 0, 0, 0), l(0, 0), l(1, 1), 2), in(2, 4, 3, 3));
    add(list, trans(w(3, 2, 4), 2, l(3), l(1, 2), l(2), l(1), 1), in(2, 3, 5));
    for (Pooling.Kind kind : Pooling.Kind.values()) {
      add(list, Pooling.square(kind, 2, 2), in(2, 3, 6, 8));
      add(list, Pooling.square(kind, 2, 2), in(2, 3, 7, 5));
      add(list, pool(kind, l(3, 3), l(2, 2), l(1, 1, 1, 1), false, true), in(2, 2, 7, 8));
      add(list, pool(kind, l(3, 2), l(2, 2), l(1, 0, 1, 0), true, false), in(2, 2, 6, 7));
      add(list, pool(kind, l(3), l(2), l(1, 0), true, true), in(2, 2, 8));
    }
    add(
        list,
        new Pooling(Pooling.Kind.MAX, l(2, 2), l(1, 1), l(0, 0, 0, 0), l(2, 2), false, true),
        in(2, 2, 6, 6));
    for (Reduction.Kind kind : Reduction.Kind.values()) {
      add(list, new Reduction(kind, l(2, 3), false), in(2, 3, 4, 5));
      add(list, new Reduction(kind, l(-2), true), in(2, 3, 4));
      add(list, new Reduction(kind, l(1, 3), true), in(2, 3, 4, 2));
    }
    add(
        list,
        new BatchNormalization(w(3), w(3), w(3), Draw.positive(9, 3), 1e-3, 1),
        in(2, 3, 4, 5));
    add(list, new BatchNormalization(w(5), w(5), w(5), Draw.positive(9, 5), 1e-3, -1), in(3, 4, 5));
    add(list, new LayerNormalization(w(6), w(6), 1e-5), in(2, 3, 6));
    add(list, new LayerNormalization(w(3, 4), w(3, 4), 1e-5), in(2, 3, 4));
    add(list, new InstanceNormalization(w(3), w(3), 1e-5), in(2, 3, 4, 5));
    for (Activation.Function f : Activation.Function.values()) {
      if (f == Activation.Function.NOT_A_NUMBER || f == Activation.Function.INFINITE) {
        // 0 for all numbers.
        continue;
      }
      boolean bounded =
          EnumSet.of(
                  Activation.Function.ASIN,
                  Activation.Function.ACOS,
                  Activation.Function.ATANH,
                  Activation.Function.TAN)
              .contains(f);
      if (bounded || f == Activation.Function.ACOSH) {
        double[] x = NdArrays.doubles(Draw.normal(5, 3, 40));
        for (int i = 0; i < x.length; i++) {
          x[i] = bounded ? 0.9 * Math.sin(x[i]) : 1.1 + x[i] * x[i];
        }
        add(list, Activation.of(f), NdArrays.array(DataType.DOUBLE, x, 3, 40));
        continue;
      }
      boolean positive =
          f == Activation.Function.LOG
              || f == Activation.Function.SQRT
              || f == Activation.Function.POWER;
      double alpha =
          f == Activation.Function.POWER ? 2.5 : f == Activation.Function.CLIP ? -0.7 : 0.3;
      double beta = f == Activation.Function.HARD_SIGMOID ? 0.5 : 0.9;
      add(
          list,
          new Activation(f, alpha, beta),
          positive ? Draw.positive(5, 3, 40) : Draw.normal(5, 3, 40));
    }
    add(list, new ElementComparison(ElementComparison.Relation.LESS), in(2, 3, 4), in(3, 1));
    add(list, new Select(), bits(2, 1, 4), in(2, 3, 4), in(3, 1));
    add(list, new Pick(1), in(2, 3, 2), bits(2, 4));
    add(list, new Pick(2), in(2, 2, 3), bits(2, 2));
    add(list, new Power(), Draw.positive(3, 2, 3), in(2, 1));
    for (boolean reverse : new boolean[] {false, true}) {
      add(list, new MaskedSteps(false, reverse), in(3, 4, 2), bits(3, 4));
      add(list, new MaskedSteps(true, reverse), in(3, 4, 2), bits(3, 4));
    }
    add(list, new CumulativeSum(1, false, false), in(2, 4, 3));
    add(list, new CumulativeSum(2, true, true), in(2, 3, 4));
    add(list, new Rearrange(l(5, 0, 5, 2), List.of(2L, 2L)), in(2, 3, 2));
    add(list, new Replace(l(1, 4, 1), false), in(2, 3, 2), in(2, 3));
    add(list, new Replace(l(1, 4, 1), true), in(2, 3, 2), in(2, 3));
    add(list, new Largest(1, 2, false, false, false), in(2, 5, 3));
    add(list, new Largest(2, 1, true, true, false), in(2, 3, 4));
    add(list, new Product(1), in(2, 3, 2));
    add(list, new RepeatRows(), in(1, 3), in(4, 2));
    add(list, new LocalResponseNormalization(3, 0.5, 0.75, 1.5), in(2, 5, 2, 2));
    add(list, new LocalResponseNormalization(4, 0.5, 0.75, 1.5), in(2, 5, 3));
    List<List<Integer>> sources = List.of(l(0), l(0, 2), List.<Integer>of(), l(1, 2, 3));
    List<List<Double>> shares =
        List.of(List.of(1.0), List.of(0.3, 0.7), List.of(), List.of(-0.1, 0.9, 0.2));
    add(list, new Resize(2, 4, sources, shares), in(2, 3, 4, 2));
    add(
        list,
        conv(w(4, 2, 2, 3, 2), 4, l(1, 2, 1), l(1, 0, 0, 0, 1, 1), l(1, 1, 2), 1),
        in(2, 2, 3, 5, 4));
    add(
        list,
        conv(w(4, 1, 2, 2, 2), 4, l(1, 1, 1), l(0, 0, 0, 0, 0, 0), l(1, 1, 1), 2),
        in(2, 2, 3, 3, 3));
    add(
        list,
        trans(w(2, 3, 2, 2, 2), 3, l(2, 1, 2), l(0, 1, 0, 0, 0, 0), l(1, 0, 0), l(1, 1, 1), 1),
        in(2, 2, 2, 3, 2));
    for (Pooling.Kind kind : Pooling.Kind.values()) {
      add(
          list,
          pool(kind, l(2, 2, 2), l(2, 2, 1), l(0, 0, 0, 0, 0, 0), false, false),
          in(2, 2, 4, 4, 3));
      add(
          list,
          pool(kind, l(3, 2, 2), l(2, 1, 2), l(1, 0, 1, 1, 1, 0), false, true),
          in(1, 2, 4, 3, 4));
    }
    add(list, new PRelu(w(3, 1, 1)), in(2, 3, 4, 4));
    add(list, new PRelu(w(6)), in(2, 6));
    add(list, new Softmax(-1, false), in(3, 5));
    add(list, new Softmax(1, false), in(2, 3, 4));
    add(list, new Softmax(-1, true), in(3, 5));
    add(list, new Dropout(), in(3, 5));
    add(list, Reshape.flatten(), in(2, 3, 4));
    add(list, new Reshape(List.of(0L, 2L, -1L)), in(2, 3, 4));
    add(list, new Transpose(l(0, 2, 1)), in(2, 3, 4));
    add(list, new Transpose(l(2, 0, 1)), in(2, 3, 4));
    add(list, new Pad(l(0, 0, 1, 2), l(0, 0, 2, 0), Pad.Mode.CONSTANT, 0.5), in(2, 2, 3, 4));
    add(list, new Pad(l(0, 0, 1, 2), l(0, 0, 2, 0), Pad.Mode.REFLECT, 0), in(2, 2, 3, 4));
    add(list, new Pad(l(0, 0, 1, 2), l(0, 0, 2, 0), Pad.Mode.EDGE, 0), in(2, 2, 3, 4));
    add(list, new Slice(1, 1, -1, 2), in(2, 7, 3));
    add(list, Slice.range(-1, -2, Long.MAX_VALUE), in(2, 3, 5));
    add(list, new Gather(1, List.of(2L, 0L, 2L, -1L), false), in(2, 4, 3));
    add(list, new Gather(1, List.of(-1L), true), in(2, 4, 3));
    add(list, new Expand(List.of(1L, 3L, 4L)), in(2, 1, 4));
    add(list, new Upsample(l(2, 3)), in(2, 2, 3, 2));
    add(list, new Upsample(l(2)), in(2, 2, 3));
    for (Elementwise.Operation op : Elementwise.Operation.values()) {
      add(list, new Elementwise(op), in(2, 3, 4), Draw.positive(8, 2, 3, 4));
      add(list, new Elementwise(op), in(2, 3, 4), Draw.positive(8, 2, 1, 4));
      add(list, new Elementwise(op), in(2, 3, 4), Draw.positive(8, 4));
      add(list, new Elementwise(op), in(4), Draw.positive(8, 2, 3, 4));
    }
    for (int t = 0; t < 4; t++) {
      boolean ta = t % 2 == 1;
      boolean tb = t / 2 == 1;
      add(
          list,
          new MatMul(ta, tb),
          ta ? in(2, 3, 5, 4) : in(2, 3, 4, 5),
          tb ? in(2, 3, 6, 5) : in(2, 3, 5, 6));
    }
    add(list, new MatMul(false, false), in(2, 3, 4, 5), in(1, 3, 5, 6));
    add(list, new MatMul(false, false), in(2, 3, 4, 5), in(5, 6));
    add(list, new Concat(1), in(2, 3, 4), in(2, 1, 4), in(2, 2, 4));
    add(list, new Concat(-1), in(2, 3), in(2, 4));
    for (Recurrent.Layout layout : Recurrent.Layout.values()) {
      for (Recurrent.Cell cell : Recurrent.Cell.values()) {
        for (boolean reverse : new boolean[] {false, true}) {
          for (boolean reset : new boolean[] {false, true}) {
            if (!reset || cell == Recurrent.Cell.GRU) {
              add(list, recurrent(cell, reset, reverse, layout), in(3, 4, 5));
            }
          }
        }
      }
    }
    for (Scatter.Combining combining : Scatter.Combining.values()) {
      // Several cells for one place, and places counted from the end.
      add(list, new Scatter(1, combining), in(2, 3, 2), bits(2, 3, 2), in(2, 3, 2));
      add(list, new Scatter(2, combining), in(2, 2, 4), bits(2, 2, 3), in(2, 2, 3));
    }
    add(list, new ReverseSteps(), in(2, 4, 3), bits(2).muli(0).addi(1.6));
    add(list, new MatrixDeterminant(), in(3, 4, 4));
    add(list, new MatrixDeterminant(), in(2, 2, 2, 2));
    double[] singular = {0.5, 2, 3, 1, 4, 6, -1, 2, 0.5};
    add(list, new MatrixDeterminant(), NdArrays.array(DataType.DOUBLE, singular, 1, 3, 3));
    for (BitOperation.Kind kind : BitOperation.Kind.values()) {
      add(list, new BitOperation(kind, 32, true), in(2, 3).muli(99), bits(2, 3).muli(0).addi(1.3));
    }
    add(
        list,
        new GramCounts(
            List.of(List.of(1L), List.of(0L, 1L), List.of(-1L, 1L)),
            l(0, 3, 0),
            List.of(1.0, 2.0, 0.5),
            true,
            2,
            4),
        in(3, 7));
    return list.stream();
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("layers")
  void gradientEqualsCentralDifferences(String name, Layer layer, INDArray[] inputs) {
    Device device = Engines.reference();
    Operator operator = device.operator(layer);
    Tensor[] x = on(device, inputs);
    Operator.Recorded recorded = operator.record(x);
    assertEquals(
        recorded.output().array(), operator.forward(x).array(), "record and forward agree");
    INDArray signal = Draw.normal(77, recorded.output().shape());
    Tensor[] gradients = operator.gradient(x, recorded, device.of(signal));
    assertEquals(inputs.length, gradients.length);
    for (int i = 0; i < inputs.length; i++) {
      double[] gradient = gradients[i].doubles();
      double[] values = NdArrays.doubles(inputs[i]);
      for (int j = 0; j < values.length; j++) {
        double difference = 0;
        for (int sign = -1; sign <= 1; sign += 2) {
          double[] moved = values.clone();
          moved[j] += sign * STEP;
          Tensor[] changed = x.clone();
          changed[i] = device.of(DataType.DOUBLE, moved, inputs[i].shape());
          difference += sign * dot(operator.forward(changed).array(), signal) / (2 * STEP);
        }
        assertEquals(
            difference,
            gradient[j],
            1e-6 * Math.max(1, Math.abs(difference)),
            name + ", input " + i + ", element " + j);
      }
    }
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("layers")
  void shapesAreKnownBeforehand(String name, Layer layer, INDArray[] inputs) {
    long[][] shapes = java.util.Arrays.stream(inputs).map(INDArray::shape).toArray(long[][]::new);
    assertArrayEquals(
        Engines.reference().apply(layer, inputs).shape(), OutputShape.of(layer, shapes), name);
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource("layers")
  void everyDeviceAgreesInSinglePrecision(String name, Layer layer, INDArray[] inputs) {
    Layer rounded = Layers.map(layer, a -> a.castTo(DataType.FLOAT));
    INDArray[] few = new INDArray[inputs.length];
    for (int i = 0; i < few.length; i++) {
      few[i] = inputs[i].castTo(DataType.FLOAT);
    }
    Operator exact = Engines.reference().operator(layer);
    Tensor[] wide = on(Engines.reference(), inputs);
    Operator.Recorded one = exact.record(wide);
    INDArray signal = Draw.normal(77, one.output().shape());
    Tensor[] expected = exact.gradient(wide, one, Engines.reference().of(signal));
    for (Device device : Engines.devices()) {
      Operator quick = device.operator(rounded);
      Tensor[] x = on(device, few);
      Operator.Recorded other = quick.record(x);
      assertTrue(Goldens.error(one.output().array(), other.output().array()) <= 1e-5, name);
      Tensor[] actual = quick.gradient(x, other, device.of(signal.castTo(DataType.FLOAT)));
      for (int i = 0; i < few.length; i++) {
        double error = Goldens.error(expected[i].array(), actual[i].array());
        assertTrue(error <= 1e-5, name + " on " + device.id() + ": " + error);
      }
    }
  }

  private static Tensor[] on(Device device, INDArray... arrays) {
    return java.util.Arrays.stream(arrays).map(device::of).toArray(Tensor[]::new);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("layers")
  void affineLayersKeepTheMiddle(String name, Layer layer, INDArray... inputs) {
    Operator operator = Engines.reference().operator(layer);
    INDArray[] others = inputs.clone();
    INDArray[] middle = inputs.clone();
    for (int i = 0; i < inputs.length; i++) {
      // The square stays where logarithms and roots are defined.
      others[i] = inputs[i].mul(inputs[i]);
      middle[i] = inputs[i].add(others[i]).divi(2);
    }
    INDArray[] ends = {run(operator, inputs), run(operator, others)};
    double error = Goldens.error(ends[0].add(ends[1]).divi(2), run(operator, middle));
    assertEquals(layer.affine(), error <= 1e-12, name + ": " + error);
  }

  private static INDArray run(Operator operator, INDArray... inputs) {
    return operator.forward(on(Engines.reference(), inputs)).array().dup();
  }

  @Test
  void boundsTheWrongWayRoundGiveTheUpperOne() {
    Activation clip = new Activation(Activation.Function.CLIP, 0.5, -0.5);
    INDArray x = Draw.normal(3, 2, 9).castTo(DataType.FLOAT);
    for (Device device : Engines.devices()) {
      INDArray y = device.operator(clip).forward(device.of(x)).array();
      assertEquals(-0.5, y.maxNumber().doubleValue(), device.id());
      assertEquals(-0.5, y.minNumber().doubleValue(), device.id());
    }
  }

  @Test
  void everyLayerTypeIsCovered() {
    Set<Layer.Family> rest = EnumSet.allOf(Layer.Family.class);
    layers().forEach(a -> rest.remove(((Layer) a.get()[1]).family()));
    // Without a gradient.
    Set<Layer.Family> fixed =
        EnumSet.of(Layer.Family.INPUT, Layer.Family.CONSTANT, Layer.Family.EMBEDDING);
    assertEquals(fixed, rest);
  }

  private static double dot(INDArray a, INDArray b) {
    double[] x = NdArrays.doubles(a);
    double[] y = NdArrays.doubles(b);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static void add(List<Arguments> list, Layer layer, INDArray... inputs) {
    list.add(Arguments.of(layer.type() + " " + shapes(inputs), layer, inputs));
  }

  private static String shapes(INDArray... inputs) {
    StringBuilder text = new StringBuilder();
    for (INDArray input : inputs) {
      text.append(java.util.Arrays.toString(input.shape()));
    }
    return text.toString();
  }

  private static int seed = 300;

  private static INDArray w(long... shape) {
    return Draw.normal(seed++, shape);
  }

  private static INDArray bits(long... shape) {
    double[] x = NdArrays.doubles(in(shape));
    for (int i = 0; i < x.length; i++) {
      // Far from the threshold, which no small step crosses, but their squares do.
      x[i] = x[i] > 0 ? 0.8 : -0.8;
    }
    return NdArrays.array(DataType.DOUBLE, x, shape);
  }

  private static INDArray in(long... shape) {
    return Draw.normal(seed++, shape);
  }

  private static List<Integer> l(Integer... values) {
    return List.of(values);
  }

  private static Convolution conv(
      INDArray w, int out, List<Integer> s, List<Integer> p, List<Integer> d, int groups) {
    return new Convolution(w, w(out), s, p, d, groups);
  }

  private static TransposedConvolution trans(
      INDArray w,
      int out,
      List<Integer> s,
      List<Integer> p,
      List<Integer> o,
      List<Integer> d,
      int groups) {
    return new TransposedConvolution(w, w(out), s, p, o, d, groups);
  }

  private static Pooling pool(
      Pooling.Kind kind,
      List<Integer> k,
      List<Integer> s,
      List<Integer> p,
      boolean ceil,
      boolean count) {
    List<Integer> ones = k.stream().map(i -> 1).toList();
    return new Pooling(kind, k, s, p, ones, ceil, count);
  }

  static Recurrent recurrent(
      Recurrent.Cell cell, boolean reset, boolean reverse, Recurrent.Layout layout) {
    int features = layout == Recurrent.Layout.BATCH_FEATURE_TIME ? 4 : 5;
    int h = 3;
    int width = cell.blocks() * h;
    return new Recurrent(
        cell,
        w(features, width),
        w(h, width),
        w(width),
        w(width),
        Activation.of(Activation.Function.SIGMOID),
        Activation.of(Activation.Function.TANH),
        reset,
        reverse,
        layout);
  }
}
