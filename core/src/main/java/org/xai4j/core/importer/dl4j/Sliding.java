package org.xai4j.core.importer.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * Paddings and output lengths of a sliding window.
 *
 * @param padding the begins of all axes, then the ends
 * @param lengths of the output
 */
record Sliding(List<Integer> padding, List<Length> lengths) {
  static Sliding of(
      Assembly to,
      ModelValue x,
      ConvolutionMode mode,
      int[] kernel,
      int[] stride,
      int[] padding,
      int[] dilation) {
    List<Integer> begins = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    List<Length> lengths = new ArrayList<>();
    for (int i = 0; i < x.lengths().size(); i++) {
      int extent = dilation[i] * (kernel[i] - 1) + 1;
      int step = stride[i];
      int begin = padding[i];
      int end = padding[i];
      if (mode == ConvolutionMode.Same) {
        int total = same(to, to.length(x.lengths().get(i)), extent, step);
        begin = total / 2;
        end = total - begin;
        lengths.add(x.lengths().get(i).then(in -> (in + step - 1) / step));
      } else {
        if (mode == ConvolutionMode.Causal) {
          begin = extent - 1;
          end = 0;
        }
        int all = begin + end;
        lengths.add(
            x.lengths().get(i).then(in -> in + all < extent ? -1 : (in + all - extent) / step + 1));
      }
      begins.add(begin);
      ends.add(end);
    }
    begins.addAll(ends);
    return new Sliding(begins, lengths);
  }

  /** Cells that "same" adds in all, so that the output has ⌈in / stride⌉ cells. */
  private static int same(Assembly to, long in, int extent, int stride) {
    if (in < 0) {
      if (stride > 1) {
        to.undetermined();
      }
      return Math.max(extent - stride, 0);
    }
    long out = (in + stride - 1) / stride;
    return (int) Math.max((out - 1) * stride + extent - in, 0);
  }
}
