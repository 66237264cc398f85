package org.xai4j.core.importer.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.TransposedConvolution;

/** Convolutions, channels first. */
final class ConvolutionLayers {
  private ConvolutionLayers() {}

  /** An ordinary convolution in one or two dimensions. */
  static ModelValue convolution(Assembly to, Weights weights, ModelValue x, ConvolutionLayer conf) {
    INDArray w = weights.get("W");
    if (x.lengths().size() == 1) {
      // Stored as [out, in, k, 1], but Deeplearning4j reads the same memory as [k, in, out].
      w = w.reshape('c', w.size(2), w.size(1), w.size(0)).permute(2, 1, 0).dup('c');
    }
    ModelValue y = convolve(to, x, w, bias(weights, w.size(0)), conf, 1);
    return Activations.add(to, y, conf.getActivationFn(), false);
  }

  /** One convolution per channel; weights [kh, kw, in, multiplier]. */
  static ModelValue depthwise(Assembly to, Weights weights, ModelValue x, ConvolutionLayer conf) {
    INDArray w = weights.get("W").permute(2, 3, 0, 1).dup('c');
    long in = w.size(0);
    long out = in * w.size(1);
    INDArray grouped = w.reshape('c', out, 1, w.size(2), w.size(3));
    ModelValue y = convolve(to, x, grouped, bias(weights, out), conf, (int) in);
    return Activations.add(to, y, conf.getActivationFn(), false);
  }

  /** Depthwise [multiplier, in, kh, kw], then pointwise. */
  static ModelValue separable(Assembly to, Weights weights, ModelValue x, ConvolutionLayer conf) {
    INDArray w = weights.get("W").permute(1, 0, 2, 3).dup('c');
    long in = w.size(0);
    long middle = in * w.size(1);
    INDArray grouped = w.reshape('c', middle, 1, w.size(2), w.size(3));
    ModelValue depth = convolve(to, x, grouped, weights.zeros(middle), conf, (int) in);
    INDArray point = weights.get("pW");
    int node =
        to.add(
            new Convolution(
                point,
                bias(weights, point.size(0)),
                List.of(1, 1),
                List.of(0, 0, 0, 0),
                List.of(1, 1),
                1),
            depth.node());
    return Activations.add(to, depth.at(node, point.size(0)), conf.getActivationFn(), false);
  }

  /** A transposed convolution; weights [in, out, kh, kw]. */
  static ModelValue transposed(Assembly to, Weights weights, ModelValue x, ConvolutionLayer conf) {
    INDArray w = weights.get("W");
    boolean same = conf.getConvolutionMode() == ConvolutionMode.Same;
    List<Integer> begins = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    List<Integer> extra = new ArrayList<>();
    List<Length> lengths = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      int stride = conf.getStride()[i];
      int extent = conf.getDilation()[i] * (conf.getKernelSize()[i] - 1) + 1;
      // "Same" makes the output exactly stride times as long.
      int cut = same ? Math.max(extent - stride, 0) : 2 * conf.getPadding()[i];
      int added = same ? Math.max(stride - extent, 0) : 0;
      begins.add(cut / 2);
      ends.add(cut - cut / 2);
      extra.add(added);
      lengths.add(x.lengths().get(i).then(in -> (in - 1) * stride + extent + added - cut));
    }
    begins.addAll(ends);
    int node =
        to.add(
            new TransposedConvolution(
                w,
                bias(weights, w.size(1)),
                list(conf.getStride(), 2),
                begins,
                extra,
                list(conf.getDilation(), 2),
                1),
            x.node());
    ModelValue y = x.at(node, w.size(1), lengths);
    return Activations.add(to, y, conf.getActivationFn(), false);
  }

  private static INDArray bias(Weights weights, long out) {
    return weights.vectorOrZeros("b", out);
  }

  private static ModelValue convolve(
      Assembly to, ModelValue x, INDArray w, INDArray bias, ConvolutionLayer conf, int groups) {
    int axes = x.lengths().size();
    Sliding sliding =
        Sliding.of(
            to,
            x,
            conf.getConvolutionMode(),
            conf.getKernelSize(),
            conf.getStride(),
            conf.getPadding(),
            conf.getDilation());
    Convolution layer =
        new Convolution(
            w,
            bias,
            list(conf.getStride(), axes),
            sliding.padding(),
            list(conf.getDilation(), axes),
            groups);
    return x.at(to.add(layer, x.node()), w.size(0), sliding.lengths());
  }

  static List<Integer> list(int[] values, int count) {
    List<Integer> list = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      list.add(values[i]);
    }
    return list;
  }
}
