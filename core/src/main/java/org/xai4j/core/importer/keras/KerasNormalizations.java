package org.xai4j.core.importer.keras;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Activation.Function;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Transpose;

/** Normalisations and scalings. */
final class KerasNormalizations {
  /** What Keras' Normalization divides by at least. */
  private static final double SMALLEST = 1e-7;

  private KerasNormalizations() {}

  static void register(Map<String, KerasLayer> all) {
    all.put("BatchNormalization", KerasNormalizations::batch);
    all.put("LayerNormalization", KerasNormalizations::layer);
    all.put("GroupNormalization", KerasNormalizations::group);
    all.put("RMSNormalization", KerasNormalizations::rms);
    all.put("UnitNormalization", KerasNormalizations::unit);
    all.put("Rescaling", KerasNormalizations::rescaling);
    all.put("Normalization", KerasNormalizations::standardized);
  }

  /** The axes of a setting, from 0 on; the last one where there is none. */
  private static List<Integer> axes(KerasCall c, int rank) {
    List<Double> numbers = c.conf().numbers("axis");
    return (numbers.isEmpty() ? List.of(-1.0) : numbers)
        .stream().map(a -> a < 0 ? a.intValue() + rank : a.intValue()).sorted().toList();
  }

  /** An array with some axes behind the others, in their order. */
  private record Moved(int node, List<Integer> order) {
    static Moved of(KerasCall c, int x, List<Integer> axes) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < c.to().rank(x); i++) {
        order.add(i);
      }
      order.removeAll(axes);
      order.addAll(axes);
      boolean still = axes.get(0) == order.size() - axes.size();
      return new Moved(
          still ? x : c.to().transpose(x, order.toArray(Integer[]::new)),
          still ? List.of() : order);
    }

    /** A value of the same shape with the axes in their old places, under the layer's name. */
    int back(KerasCall c, Layer last, int... inputs) {
      if (order.isEmpty()) {
        return c.to().add(last, inputs);
      }
      List<Integer> places = new ArrayList<>();
      for (int i = 0; i < order.size(); i++) {
        places.add(order.indexOf(i));
      }
      return c.to().add(new Transpose(places), c.to().help(last, inputs));
    }
  }

  /** Whether the setting is the last axis alone. */
  private static void last(KerasCall c, int rank) {
    if (!axes(c, rank).equals(List.of(rank - 1))) {
      throw c.conf().refused("works on other axes than the last");
    }
  }

  private static KerasTensor batch(KerasCall c) {
    int rank = c.to().rank(c.x().node());
    int axis = axes(c, rank).get(0);
    boolean last = axis == rank - 1;
    boolean turned = last && c.x().turned();
    if (axis == 0) {
      throw c.conf().refused("works on the rows");
    }
    Optional<Moved> moved =
        last || axis == 1
            ? Optional.empty()
            : Optional.of(Moved.of(c, c.to().plain(c.x()), List.of(axis)));
    int x = turned ? c.x().node() : c.to().plain(c.x());
    long length = c.to().length(x, turned ? 1 : axis);
    boolean scale = c.conf().flag("scale", true);
    boolean center = c.conf().flag("center", true);
    int mean = (scale ? 1 : 0) + (center ? 1 : 0);
    BatchNormalization made =
        new BatchNormalization(
            c.vector(0, scale, length, 1),
            c.vector(scale ? 1 : 0, center, length, 0),
            c.vector(mean, true, length, 0),
            c.vector(mean + 1, true, length, 0),
            c.conf().number("epsilon", 1e-3),
            moved.isEmpty() && (turned || !last) ? 1 : -1);
    if (moved.isPresent()) {
      return c.x().at(moved.get().back(c, made, moved.get().node()));
    }
    int y = c.to().add(made, x);
    return turned ? c.x().same(y) : c.x().at(y);
  }

  private static KerasTensor layer(KerasCall c) {
    int x = c.to().plain(c.x());
    int rank = c.to().rank(x);
    List<Integer> axes = axes(c, rank);
    if (axes.contains(0)) {
      throw c.conf().refused("works on the rows");
    }
    if (c.conf().flag("rms_scaling", false)) {
      throw c.conf().refused("has rms_scaling");
    }
    long[] shape = axes.stream().mapToLong(a -> c.to().length(x, a)).toArray();
    boolean scale = c.conf().flag("scale", true);
    boolean center = c.conf().flag("center", true);
    INDArray gamma = scale ? c.weight(0, shape.length) : filled(1, shape);
    INDArray beta = center ? c.weight(scale ? 1 : 0, shape.length) : filled(0, shape);
    double epsilon = c.conf().number("epsilon", 1e-3);
    Moved moved = Moved.of(c, x, axes);
    return c.x().at(moved.back(c, new LayerNormalization(gamma, beta, epsilon), moved.node()));
  }

  private static INDArray filled(double value, long... shape) {
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.fill(values, (float) value);
    return NdArrays.array(values, shape);
  }

  /** Groups of channels as channels of their own, each with its own mean and variance. */
  private static KerasTensor group(KerasCall c) {
    int rank = c.to().rank(c.x().node());
    boolean first = rank > 2 && axes(c, rank).equals(List.of(1));
    if (!first) {
      last(c, rank);
    }
    int x = first ? c.to().plain(c.x()) : c.to().turned(c.x());
    long channels = c.to().length(x, rank == 2 ? -1 : 1);
    long groups = c.conf().whole("groups");
    groups = groups < 0 ? channels : groups;
    List<Long> back = new ArrayList<>(List.of(0L));
    for (int i = 1; i < rank; i++) {
      back.add(c.to().length(x, i));
    }
    if (back.contains(-1L)) {
      throw c.conf().refused("works on arrays of free size");
    }
    InstanceNormalization each =
        new InstanceNormalization(
            filled(1, groups), filled(0, groups), c.conf().number("epsilon", 1e-3));
    int cut = c.to().help(new Reshape(List.of(0L, groups, -1L)), x);
    int whole = c.to().help(new Reshape(back), c.to().help(each, cut));
    boolean scale = c.conf().flag("scale", true);
    boolean center = c.conf().flag("center", true);
    INDArray gamma = c.vector(0, scale, channels, 1);
    INDArray beta = c.vector(scale ? 1 : 0, center, channels, 0);
    BatchNormalization affine =
        new BatchNormalization(gamma, beta, filled(0, channels), filled(1, channels), 0, 1);
    return new KerasTensor(c.to().add(affine, whole), rank > 2 && !first, c.x().mask());
  }

  /** x·γ/√(mean(x²) + ε). */
  private static KerasTensor rms(KerasCall c) {
    int x = c.to().plain(c.x());
    last(c, c.to().rank(x));
    int square = c.to().combine(Operation.MULTIPLY, x, x);
    int mean = c.to().help(new Reduction(Reduction.Kind.MEAN, List.of(-1), true), square);
    int shifted =
        c.to().combine(Operation.ADD, mean, c.to().constant(c.conf().number("epsilon", 1e-6)));
    int norm = c.to().help(Activation.of(Function.SQRT), shifted);
    int even = c.to().combine(Operation.DIVIDE, x, norm);
    int gamma = c.to().constant(c.weight(0, 1));
    return c.x().at(c.to().add(new Elementwise(Operation.MULTIPLY), even, gamma));
  }

  /** x/√max(Σ x², 1e-12). */
  private static KerasTensor unit(KerasCall c) {
    int x = c.to().plain(c.x());
    List<Integer> axes = axes(c, c.to().rank(x));
    if (axes.contains(0)) {
      throw c.conf().refused("works on the rows");
    }
    return c.x().at(unit(c, x, axes, true));
  }

  static int unit(KerasCall c, int x, List<Integer> axes, boolean named) {
    int square = c.to().combine(Operation.MULTIPLY, x, x);
    int sum = c.to().help(new Reduction(Reduction.Kind.SUM, axes, true), square);
    int bounded = c.to().combine(Operation.MAXIMUM, sum, c.to().constant(1e-12));
    int norm = c.to().help(Activation.of(Function.SQRT), bounded);
    Elementwise divide = new Elementwise(Operation.DIVIDE);
    return named ? c.to().add(divide, x, norm) : c.to().help(divide, x, norm);
  }

  private static KerasTensor rescaling(KerasCall c) {
    List<Double> scale = c.conf().numbers("scale");
    List<Double> offset = c.conf().numbers("offset");
    int x = c.to().plain(c.x());
    int scaled = c.to().add(new Elementwise(Operation.MULTIPLY), x, c.to().constant(vector(scale)));
    boolean none = offset.stream().allMatch(v -> v == 0);
    return c.x()
        .at(
            none
                ? scaled
                : c.to()
                    .add(new Elementwise(Operation.ADD), scaled, c.to().constant(vector(offset))));
  }

  private static INDArray vector(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return NdArrays.array(floats, floats.length);
  }

  /** (x − mean)/max(√variance, 1e-7), with statistics of the settings or of the weights. */
  private static KerasTensor standardized(KerasCall c) {
    int x = c.to().plain(c.x());
    boolean told = !c.conf().numbers("mean").isEmpty();
    INDArray mean = told ? vector(c.conf().numbers("mean")) : c.weights().get(0);
    INDArray variance = told ? vector(c.conf().numbers("variance")) : c.weights().get(1);
    boolean all = c.conf().json().path("axis").isNull();
    if (c.conf().flag("invert", false)) {
      throw c.conf().refused("is inverted");
    }
    if (!all) {
      last(c, c.to().rank(x));
    }
    long length = c.to().length(x, -1);
    if (mean.length() != length && mean.length() != 1) {
      throw c.conf().refused("has " + mean.length() + " means for " + length + " features");
    }
    float[] middle = new float[(int) length];
    float[] spread = new float[(int) length];
    for (int i = 0; i < length; i++) {
      int from = mean.length() == 1 ? 0 : i;
      middle[i] = (float) mean.ravel().getDouble(from);
      double deviation = Math.sqrt(variance.ravel().getDouble(variance.length() == 1 ? 0 : from));
      spread[i] = (float) Math.pow(Math.max(deviation, SMALLEST), 2);
    }
    BatchNormalization made =
        new BatchNormalization(
            filled(1, length),
            filled(0, length),
            NdArrays.array(middle, length),
            NdArrays.array(spread, length),
            0,
            -1);
    return c.x().at(c.to().add(made, x));
  }
}
