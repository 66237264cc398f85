package org.xai4j.core.importer.dl4j;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Upsample;

/** Pooling, padding, cropping and upsampling, channels first. */
final class SpatialLayers {
  private SpatialLayers() {}

  static ModelValue pooling(Assembly to, ModelValue x, SubsamplingLayer conf) {
    PoolingType type = conf.getPoolingType();
    if (type != PoolingType.MAX && type != PoolingType.AVG) {
      throw to.unsupported("a " + type + " pooling");
    }
    int axes = x.lengths().size();
    int[] dilation = conf.getDilation();
    Sliding sliding =
        Sliding.of(
            to,
            x,
            conf.getConvolutionMode(),
            conf.getKernelSize(),
            conf.getStride(),
            conf.getPadding(),
            dilation);
    Pooling layer =
        new Pooling(
            type == PoolingType.MAX ? Pooling.Kind.MAX : Pooling.Kind.AVERAGE,
            ConvolutionLayers.list(conf.getKernelSize(), axes),
            ConvolutionLayers.list(conf.getStride(), axes),
            sliding.padding(),
            ConvolutionLayers.list(dilation, axes),
            false,
            conf.isAvgPoolIncludePadInDivisor());
    return x.at(to.add(layer, x.node()), x.channels(), sliding.lengths());
  }

  static ModelValue global(Assembly to, ModelValue x, GlobalPoolingLayer conf) {
    Reduction.Kind kind =
        switch (conf.getPoolingType()) {
          case MAX -> Reduction.Kind.MAX;
          case AVG -> Reduction.Kind.MEAN;
          case SUM -> Reduction.Kind.SUM;
          case PNORM -> throw to.unsupported("a p-norm pooling");
        };
    if (x.kind() == ModelValue.Kind.TABLE) {
      throw to.unsupported("a global pooling of a table");
    }
    boolean keep = !conf.isCollapseDimensions();
    List<Integer> axes = x.kind() == ModelValue.Kind.IMAGE ? List.of(2, 3) : List.of(2);
    int node = to.add(new Reduction(kind, axes, keep), x.node());
    return keep
        ? x.at(node, x.channels(), x.lengths().stream().map(l -> Length.fixed(1)).toList())
        : ModelValue.table(node, x.channels());
  }

  /** Zeros around: [begin, end] or [top, bottom, left, right]. */
  static ModelValue pad(Assembly to, ModelValue x, int[] cells) {
    List<Integer> before = new ArrayList<>(List.of(0, 0));
    List<Integer> after = new ArrayList<>(List.of(0, 0));
    List<Length> lengths = new ArrayList<>();
    for (int i = 0; i < x.lengths().size(); i++) {
      int begin = cells[2 * i];
      int end = cells[2 * i + 1];
      before.add(begin);
      after.add(end);
      lengths.add(x.lengths().get(i).then(in -> in + begin + end));
    }
    Pad layer = new Pad(before, after, Pad.Mode.CONSTANT, 0);
    return x.at(to.add(layer, x.node()), x.channels(), lengths);
  }

  /** Border cells dropped: [begin, end] or [top, bottom, left, right]. */
  static ModelValue crop(Assembly to, ModelValue x, int[] cells) {
    List<Length> lengths = new ArrayList<>();
    int node = x.node();
    for (int i = 0; i < x.lengths().size(); i++) {
      int begin = cells[2 * i];
      int end = cells[2 * i + 1];
      if (begin + end > 0) {
        long stop = end == 0 ? Long.MAX_VALUE : -end;
        node = to.add(Slice.range(2 + i, begin, stop), node);
      }
      lengths.add(x.lengths().get(i).then(in -> in <= begin + end ? -1 : in - begin - end));
    }
    return x.at(node, x.channels(), lengths);
  }

  static ModelValue upsample(Assembly to, ModelValue x, int[] factors) {
    List<Length> lengths = new ArrayList<>();
    for (int i = 0; i < x.lengths().size(); i++) {
      int factor = factors[i];
      lengths.add(x.lengths().get(i).then(in -> in * factor));
    }
    Upsample layer = new Upsample(ConvolutionLayers.list(factors, x.lengths().size()));
    return x.at(to.add(layer, x.node()), x.channels(), lengths);
  }
}
