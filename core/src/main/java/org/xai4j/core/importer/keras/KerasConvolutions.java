package org.xai4j.core.importer.keras;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.TransposedConvolution;

/** Convolutions of one to three axes. */
final class KerasConvolutions {
  private KerasConvolutions() {}

  static void register(Map<String, KerasLayer> all) {
    for (String axes : List.of("1D", "2D", "3D")) {
      all.put("Conv" + axes, KerasConvolutions::ordinary);
      all.put("Convolution" + axes, KerasConvolutions::ordinary);
      all.put("Conv" + axes + "Transpose", KerasConvolutions::transposed);
    }
    for (String axes : List.of("1D", "2D")) {
      all.put("DepthwiseConv" + axes, KerasConvolutions::depthwise);
      all.put("SeparableConv" + axes, KerasConvolutions::separable);
    }
  }

  /** Keras' [k…, in, out] as [out, in, k…]. */
  private static INDArray kernel(INDArray w) {
    int[] order = new int[w.rank()];
    order[0] = w.rank() - 1;
    order[1] = w.rank() - 2;
    for (int i = 2; i < order.length; i++) {
      order[i] = i - 2;
    }
    return w.permute(order).dup('c');
  }

  private static KerasTensor ordinary(KerasCall c) {
    KerasSpace space = KerasSpace.of(c);
    INDArray w = kernel(c.weight(0, space.axes() + 2));
    long groups = c.to().length(space.node(), 1) / w.size(1);
    return convolved(c, space, space.node(), w, bias(c, 1, w.size(0)), (int) groups, true);
  }

  private static INDArray bias(KerasCall c, int place, long out) {
    return c.vector(place, c.conf().flag("use_bias", true), out, 0);
  }

  /** One convolution for each channel: Keras' [k…, in, multiplier] as [in·multiplier, 1, k…]. */
  private static INDArray each(INDArray w) {
    int last = w.rank() - 1;
    int[] order = new int[w.rank()];
    order[0] = last - 1;
    order[1] = last;
    for (int i = 2; i < order.length; i++) {
      order[i] = i - 2;
    }
    INDArray turned = w.permute(order).dup('c');
    long[] shape = turned.shape().clone();
    shape[0] *= shape[1];
    shape[1] = 1;
    return turned.reshape('c', shape);
  }

  private static KerasTensor depthwise(KerasCall c) {
    KerasSpace space = KerasSpace.of(c);
    INDArray stored = c.weight(0, space.axes() + 2);
    INDArray w = each(stored);
    int groups = (int) stored.size(space.axes());
    return convolved(c, space, space.node(), w, bias(c, 1, w.size(0)), groups, true);
  }

  private static KerasTensor separable(KerasCall c) {
    KerasSpace space = KerasSpace.of(c);
    INDArray stored = c.weight(0, space.axes() + 2);
    INDArray w = each(stored);
    INDArray none = c.vector(0, false, w.size(0), 0);
    int groups = (int) stored.size(space.axes());
    KerasTensor depth = convolved(c, space, space.node(), w, none, groups, false);
    INDArray point = kernel(c.weight(1, space.axes() + 2));
    List<Integer> ones = Collections.nCopies(space.axes(), 1);
    Convolution mixed =
        new Convolution(
            point,
            bias(c, 2, point.size(0)),
            ones,
            Collections.nCopies(2 * space.axes(), 0),
            ones,
            1);
    return c.activated(space.back(c.to().add(mixed, depth.node())));
  }

  private static KerasTensor convolved(
      KerasCall c,
      KerasSpace space,
      int x,
      INDArray w,
      INDArray bias,
      int groups,
      boolean activated) {
    List<Integer> stride = c.conf().each("strides", space.axes(), 1);
    List<Integer> dilation = c.conf().each("dilation_rate", space.axes(), 1);
    Convolution made =
        new Convolution(
            w, bias, stride, space.padding(sizes(w), stride, dilation), dilation, groups);
    KerasTensor y = space.back(activated ? c.to().add(made, x) : c.to().help(made, x));
    return activated ? c.activated(y) : y;
  }

  private static List<Integer> sizes(INDArray w) {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 2; i < w.rank(); i++) {
      sizes.add((int) w.size(i));
    }
    return sizes;
  }

  /**
   * The adjoint of a convolution: Keras' [k…, out, in] as [in, out, k…]. "Same" gives s times the
   * length, "valid" (length − 1)·s + max(k, s); an output padding counts from (length − 1)·s + k,
   * for "same" less 2·⌊k/2⌋.
   */
  private static KerasTensor transposed(KerasCall c) {
    KerasSpace space = KerasSpace.of(c);
    INDArray w = kernel(c.weight(0, space.axes() + 2));
    List<Integer> stride = c.conf().each("strides", space.axes(), 1);
    List<Integer> dilation = c.conf().each("dilation_rate", space.axes(), 1);
    boolean same = c.conf().text("padding", "valid").equals("same");
    boolean told = c.conf().has("output_padding");
    List<Integer> extra = c.conf().each("output_padding", space.axes(), 0);
    List<Integer> begins = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    List<Integer> added = new ArrayList<>();
    for (int i = 0; i < space.axes(); i++) {
      int extent = dilation.get(i) * ((int) w.size(i + 2) - 1) + 1;
      int step = stride.get(i);
      int wanted = same ? step : Math.max(extent, step);
      if (told) {
        wanted = (same ? extent % 2 : extent) + extra.get(i);
      }
      // All that lies in front of what is kept, and behind it.
      int cut = Math.max(extent - wanted, 0);
      begins.add(same ? cut / 2 : 0);
      ends.add(cut - begins.get(i));
      added.add(Math.max(wanted - extent, 0));
    }
    begins.addAll(ends);
    INDArray bias = bias(c, 1, w.size(1));
    TransposedConvolution made =
        new TransposedConvolution(w, bias, stride, begins, added, dilation, 1);
    return c.activated(space.back(c.to().add(made, space.node())));
  }
}
