package org.xai4j.core.importer.keras;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Upsample;
import org.xai4j.core.layer.spatial.Resize;

/** Pooling, padding, cropping and enlarging. */
final class KerasWindows {
  private KerasWindows() {}

  static void register(Map<String, KerasLayer> all) {
    for (String axes : List.of("1D", "2D", "3D")) {
      all.put("MaxPooling" + axes, c -> pooling(c, Pooling.Kind.MAX));
      all.put("AveragePooling" + axes, c -> pooling(c, Pooling.Kind.AVERAGE));
      all.put("GlobalMaxPooling" + axes, c -> global(c, Reduction.Kind.MAX));
      all.put("GlobalAveragePooling" + axes, c -> global(c, Reduction.Kind.MEAN));
      all.put("ZeroPadding" + axes, KerasWindows::pad);
      all.put("Cropping" + axes, KerasWindows::crop);
      all.put("UpSampling" + axes, KerasWindows::enlarged);
    }
    all.put("Resizing", KerasWindows::resized);
  }

  private static KerasTensor pooling(KerasCall c, Pooling.Kind kind) {
    KerasSpace space = KerasSpace.of(c);
    List<Integer> ones = Collections.nCopies(space.axes(), 1);
    List<Integer> size = c.conf().each("pool_size", space.axes(), 2);
    List<Integer> stride =
        c.conf().has("strides") ? c.conf().each("strides", space.axes(), 1) : size;
    Pooling made =
        new Pooling(kind, size, stride, space.padding(size, stride, ones), ones, false, false);
    return space.back(c.to().add(made, space.node()));
  }

  /** Over all steps or pixels; an average over steps leaves out those of the mask. */
  private static KerasTensor global(KerasCall c, Reduction.Kind kind) {
    boolean keep = c.conf().flag("keepdims", false);
    if (c.x().mask() >= 0 && kind == Reduction.Kind.MEAN) {
      int x = c.to().plain(c.x());
      int mask = c.to().help(new Reshape(List.of(0L, -1L, 1L)), c.x().mask());
      Reduction sum = new Reduction(Reduction.Kind.SUM, List.of(1), keep);
      int counted = c.to().help(sum, c.to().combine(Operation.MULTIPLY, x, mask));
      // Of no steps Keras gives no number; here the mean of none is 0.
      int count = c.to().combine(Operation.MAXIMUM, c.to().help(sum, mask), c.to().constant(1));
      return KerasTensor.of(c.to().add(new Elementwise(Operation.DIVIDE), counted, count));
    }
    KerasSpace space = KerasSpace.of(c);
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < space.axes(); i++) {
      axes.add(i + 2);
    }
    int y = c.to().add(new Reduction(kind, axes, keep), space.node());
    return keep ? space.back(y) : KerasTensor.of(y);
  }

  private static KerasTensor pad(KerasCall c) {
    KerasSpace space = KerasSpace.of(c);
    List<Integer> before = new ArrayList<>(List.of(0, 0));
    List<Integer> after = new ArrayList<>(List.of(0, 0));
    for (List<Integer> pair : c.conf().pairs("padding", space.axes())) {
      before.add(pair.get(0));
      after.add(pair.get(1));
    }
    return space.back(c.to().add(new Pad(before, after, Pad.Mode.CONSTANT, 0), space.node()));
  }

  private static KerasTensor crop(KerasCall c) {
    KerasSpace space = KerasSpace.of(c);
    int node = space.node();
    List<List<Integer>> pairs = c.conf().pairs("cropping", space.axes());
    for (int i = 0; i < pairs.size(); i++) {
      int begin = pairs.get(i).get(0);
      int end = pairs.get(i).get(1);
      if (begin + end > 0) {
        node = c.to().add(Slice.range(2 + i, begin, end == 0 ? Long.MAX_VALUE : -end), node);
      }
    }
    return space.back(node);
  }

  private static KerasTensor enlarged(KerasCall c) {
    KerasSpace space = KerasSpace.of(c);
    List<Integer> factors = c.conf().each("size", space.axes(), 2);
    String mode = c.conf().text("interpolation", "nearest");
    if (mode.equals("nearest") && space.axes() < 3) {
      return space.back(c.to().add(new Upsample(factors), space.node()));
    }
    int node = space.node();
    for (int i = 0; i < space.axes(); i++) {
      node = along(c, node, i + 2, space.length(i) * factors.get(i), mode);
    }
    return space.back(node);
  }

  private static KerasTensor resized(KerasCall c) {
    if (c.conf().flag("crop_to_aspect_ratio", false)
        || c.conf().flag("pad_to_aspect_ratio", false)
        || c.conf().flag("antialias", false)) {
      throw c.conf().refused("keeps the aspect ratio or smooths");
    }
    KerasSpace space = KerasSpace.of(c);
    String mode = c.conf().text("interpolation", "bilinear");
    int node = along(c, space.node(), 2, c.conf().whole("height"), mode);
    return space.back(along(c, node, 3, c.conf().whole("width"), mode));
  }

  /** One axis at another length, pixels as areas: cell i stands at (i + 1/2)·in/out − 1/2. */
  private static int along(KerasCall c, int node, int axis, long wide, String mode) {
    long in = c.to().length(node, axis);
    if (in < 0 || wide < 1) {
      throw c.conf().refused("works on images of free size");
    }
    if (!mode.equals("nearest") && !mode.equals("bilinear")) {
      throw c.conf().refused("interpolates by " + mode);
    }
    if (in == wide) {
      return node;
    }
    List<List<Integer>> sources = new ArrayList<>();
    List<List<Double>> weights = new ArrayList<>();
    for (long i = 0; i < wide; i++) {
      double at = (i + 0.5) * in / wide;
      if (mode.equals("nearest")) {
        sources.add(List.of((int) Math.min((long) at, in - 1)));
        weights.add(List.of(1.0));
        continue;
      }
      double bounded = Math.min(Math.max(at - 0.5, 0), (double) (in - 1));
      int low = (int) bounded;
      double share = bounded - low;
      sources.add(List.of(low, (int) Math.min(low + 1, in - 1)));
      weights.add(List.of(1 - share, share));
    }
    return c.to().add(new Resize(axis, (int) in, sources, weights), node);
  }
}
