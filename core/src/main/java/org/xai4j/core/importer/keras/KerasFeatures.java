package org.xai4j.core.importer.keras;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.logic.ElementComparison;
import org.xai4j.core.layer.logic.ElementComparison.Relation;

/** Layers on features and tokens, and what makes masks. */
final class KerasFeatures {
  private KerasFeatures() {}

  static void register(Map<String, KerasLayer> all) {
    all.put("Dense", KerasFeatures::dense);
    all.put("Embedding", KerasFeatures::embedding);
    all.put("Masking", KerasFeatures::masking);
    all.put("TimeDistributed", KerasFeatures::distributed);
  }

  private static KerasTensor dense(KerasCall c) {
    INDArray w = c.weight(0, 2);
    INDArray b = c.vector(1, c.conf().flag("use_bias", true), w.size(1), 0);
    return c.activated(c.x().at(c.to().add(new Dense(w, b), c.to().plain(c.x()))));
  }

  private static KerasTensor embedding(KerasCall c) {
    int ids = c.to().plain(c.x());
    KerasTensor y = KerasTensor.of(c.to().add(new Embedding(c.weight(0, 2), 0), ids));
    return c.conf().flag("mask_zero", false) ? y.masked(unequal(c, ids, 0)) : y;
  }

  private static int unequal(KerasCall c, int x, double value) {
    return c.to().help(new ElementComparison(Relation.NOT_EQUAL), x, c.to().constant(value));
  }

  /** Steps of which every feature has the mask's value do not count and become zero. */
  private static KerasTensor masking(KerasCall c) {
    int x = c.to().plain(c.x());
    int features = unequal(c, x, c.conf().number("mask_value", 0));
    int wide = c.to().help(new Reduction(Reduction.Kind.MAX, List.of(-1), true), features);
    int y = c.to().add(new Elementwise(Elementwise.Operation.MULTIPLY), x, wide);
    return KerasTensor.of(y).masked(c.to().help(new Reshape(List.of(0L, -1L)), wide));
  }

  /** A layer at every step: those of features as they are, others on rows of steps. */
  private static KerasTensor distributed(KerasCall c) {
    LayerSettings inner = GraphReader.settings(c.conf().json().path("layer"), c.conf());
    if (List.of("Dense", "Activation", "Dropout", "LayerNormalization").contains(inner.type())) {
      return KerasLayers.add(c.with(inner, c.weights(), c.x()));
    }
    if (c.x().mask() >= 0) {
      throw c.conf().refused("is called with a mask");
    }
    int x = c.to().plain(c.x());
    int merged = c.to().help(new Reshape(row(c, x, 2, -1)), x);
    KerasTensor each =
        KerasLayers.add(c.with(inner, c.weights(), KerasTensor.of(merged).masked(-1)));
    int y = c.to().plain(each);
    List<Long> shape = row(c, y, 1, c.to().length(x, 1));
    shape.add(0, -1L);
    return c.x().at(c.to().add(new Reshape(shape), y));
  }

  /** A shape that begins with one length and goes on with a node's axes. */
  private static List<Long> row(KerasCall c, int node, int from, long first) {
    List<Long> shape = new java.util.ArrayList<>(List.of(first));
    for (int i = from; i < c.to().rank(node); i++) {
      shape.add(c.to().length(node, i));
    }
    if (shape.stream().skip(1).anyMatch(d -> d < 0)) {
      throw c.conf().refused("works at each step of arrays of free size");
    }
    return shape;
  }
}
