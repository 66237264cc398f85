package org.xai4j.core.importer.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Softmax;

/** Attention, taken apart into scores, a softmax and a product. */
final class KerasAttentions {
  /** Added to the scores of what does not count. */
  private static final float HIDDEN = -1e30f;

  private KerasAttentions() {}

  static void register(Map<String, KerasLayer> all) {
    all.put("MultiHeadAttention", KerasAttentions::heads);
    all.put("GroupQueryAttention", KerasAttentions::heads);
    all.put("Attention", c -> single(c, c.conf().text("score_mode", "dot").equals("dot")));
    all.put("AdditiveAttention", c -> single(c, false));
  }

  /** softmax(scores)·v; the last tensor of the call is the keys if there are three. */
  private static KerasTensor single(KerasCall c, boolean products) {
    if (c.inputs().size() < 2) {
      throw c.conf().refused("is called on fewer than two tensors");
    }
    KerasTensor q = c.x();
    KerasTensor v = c.inputs().get(1);
    KerasTensor k = c.inputs().size() > 2 ? c.inputs().get(2) : v;
    int scores = products ? products(c, q, k) : sums(c, q, k);
    List<Integer> masks = new ArrayList<>();
    if (v.mask() >= 0) {
      masks.add(c.to().help(new Reshape(List.of(0L, 1L, -1L)), v.mask()));
    }
    if (c.arguments().path("use_causal_mask").asBoolean(false)) {
      int mask = causal(c, c.to().length(scores, 1), c.to().length(scores, 2));
      masks.add(c.to().help(new Reshape(List.of(1L, c.to().length(scores, 1), -1L)), mask));
    }
    int y = weighted(c, scores, masks, -1, c.to().plain(v));
    if (q.mask() < 0 || !c.conf().keras3()) {
      return KerasTensor.of(c.to().add(new Reshape(List.of(0L, 0L, -1L)), y)).masked(q.mask());
    }
    // Steps that do not count ask for nothing.
    int asking = c.to().help(new Reshape(List.of(0L, -1L, 1L)), q.mask());
    return KerasTensor.of(c.to().add(new Elementwise(Operation.MULTIPLY), y, asking))
        .masked(q.mask());
  }

  /** q·kᵀ·scale. */
  private static int products(KerasCall c, KerasTensor q, KerasTensor k) {
    int scores = c.to().help(new MatMul(false, true), c.to().plain(q), c.to().plain(k));
    return c.conf().flag("use_scale", false)
        ? c.to().times(scores, c.weights().get(0).getDouble(0))
        : scores;
  }

  /**
   * Σ scale·tanh(q + k) of AdditiveAttention, whose scale is a vector; w·Σ tanh(scale·(q + k)) of
   * Attention, whose scale and weight are numbers.
   */
  private static int sums(KerasCall c, KerasTensor q, KerasTensor k) {
    boolean additive = c.conf().type().equals("AdditiveAttention");
    boolean scaled = c.conf().flag("use_scale", additive);
    long width = c.to().length(c.to().plain(q), -1);
    int queries = c.to().help(new Reshape(List.of(0L, -1L, 1L, width)), c.to().plain(q));
    int keys = c.to().help(new Reshape(List.of(0L, 1L, -1L, width)), c.to().plain(k));
    int both = c.to().combine(Operation.ADD, queries, keys);
    if (scaled && !additive) {
      both = c.to().times(both, c.weights().get(0).getDouble(0));
    }
    int bent = c.to().help(Activation.of(Activation.Function.TANH), both);
    if (scaled && additive) {
      bent = c.to().combine(Operation.MULTIPLY, bent, c.to().constant(c.weight(0, 1)));
    }
    int sum = c.to().help(new Reduction(Reduction.Kind.SUM, List.of(-1), false), bent);
    return additive ? sum : c.to().times(sum, c.weights().get(scaled ? 1 : 0).getDouble(0));
  }

  private static KerasTensor heads(KerasCall c) {
    KerasTensor q = c.argument(0, "query").orElseThrow(() -> c.conf().refused("has no query"));
    KerasTensor v = c.argument(1, "value").orElse(q);
    Optional<KerasTensor> key = c.argument(2, "key");
    if (c.conf().numbers("attention_axes").size() > 1
        || c.conf().flag("use_gate", false)
        || c.conf().has("sliding_window")
        || c.conf().has("output_shape")
        || c.arguments().path("return_attention_scores").asBoolean(false)) {
      throw c.conf().refused("attends along several axes, in windows or gated, or returns scores");
    }
    boolean biased = c.conf().flag("use_bias", true);
    int step = biased ? 2 : 1;
    long count = c.weight(0, 3).size(1);
    int queries = projected(c, q, 0, biased, count);
    int keys = projected(c, key.orElse(v), step, biased, count);
    int values = projected(c, v, 2 * step, biased, count);
    double scale = 1 / Math.sqrt((double) c.weight(0, 3).size(2));
    int scores = c.to().help(new MatMul(false, true), c.to().times(queries, scale), keys);
    int mixed = weighted(c, scores, masks(c, v, key, scores), q.mask(), values);
    int rows = c.to().transpose(mixed, 0, 2, 1, 3);
    INDArray w = c.weight(3 * step, 3);
    INDArray flat = w.dup('c').reshape('c', new long[] {w.size(0) * w.size(1), w.size(2)});
    int joined = c.to().help(new Reshape(List.of(0L, 0L, flat.size(0))), rows);
    INDArray bias = c.vector(3 * step + 1, biased, flat.size(1), 0);
    return KerasTensor.of(c.to().add(new Dense(flat, bias), joined)).masked(q.mask());
  }

  /** [n, time, in] to [n, heads, time, size]; heads that share keys and values have copies. */
  private static int projected(KerasCall c, KerasTensor x, int place, boolean biased, long heads) {
    INDArray stored = c.weight(place, 3);
    long size = stored.size(2);
    if (heads % stored.size(1) != 0) {
      throw c.conf().refused("has heads that do not share their keys evenly");
    }
    int shared = (int) (heads / stored.size(1));
    INDArray w = shared == 1 ? stored : stored.repeat(1, shared);
    INDArray flat = w.dup('c').reshape('c', new long[] {w.size(0), heads * size});
    INDArray bias =
        biased
            ? c.weight(place + 1, 2)
                .repeat(0, shared)
                .dup('c')
                .reshape('c', new long[] {heads * size})
            : c.vector(0, false, heads * size, 0);
    int rows = c.to().help(new Dense(flat, bias), c.to().plain(x));
    return c.to()
        .transpose(c.to().help(new Reshape(List.of(0L, 0L, heads, size)), rows), 0, 2, 1, 3);
  }

  /** The masks of values and keys, and the causal one, for scores [n, heads, t, s]. */
  private static List<Integer> masks(
      KerasCall c, KerasTensor v, Optional<KerasTensor> key, int scores) {
    List<Integer> masks = new ArrayList<>();
    if (v.mask() >= 0) {
      masks.add(c.to().help(new Reshape(List.of(0L, 1L, 1L, -1L)), v.mask()));
    }
    int keys = key.map(KerasTensor::mask).orElse(-1);
    if (keys >= 0 && keys != v.mask()) {
      masks.add(c.to().help(new Reshape(List.of(0L, 1L, 1L, -1L)), keys));
    }
    if (c.named().containsKey("attention_mask")) {
      KerasTensor told = c.named().get("attention_mask");
      int rank = c.to().rank(told.node());
      if (rank > 3) {
        masks.add(told.node());
      } else {
        long from = c.to().length(told.node(), 1);
        long to = c.to().length(told.node(), -1);
        if (rank != 3 || from < 0 || to < 0) {
          throw c.conf().refused("has a mask of free size");
        }
        masks.add(c.to().help(new Reshape(List.of(0L, 1L, from, to)), told.node()));
      }
    }
    if (c.arguments().path("use_causal_mask").asBoolean(false)) {
      masks.add(causal(c, c.to().length(scores, 2), c.to().length(scores, 3)));
    }
    return masks;
  }

  private static int causal(KerasCall c, long from, long to) {
    if (from < 0 || to < 0) {
      throw c.conf().refused("has a causal mask of free size");
    }
    float[] values = new float[(int) (from * to)];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / to >= i % to ? 1 : 0;
    }
    return c.to().constant(NdArrays.array(values, 1, 1, from, to));
  }

  /**
   * Where a mask is 0, scores are lowered beyond all others. Steps that do not count attend to all
   * alike, as in Keras, whose scores are then all as low.
   */
  private static int weighted(
      KerasCall c, int scores, List<Integer> masks, int queries, int values) {
    int seen = scores;
    if (!masks.isEmpty()) {
      int mask = masks.get(0);
      for (int other : masks.subList(1, masks.size())) {
        mask = c.to().combine(Operation.MULTIPLY, mask, other);
      }
      int hidden = c.to().combine(Operation.SUBTRACT, c.to().constant(1), mask);
      seen = c.to().combine(Operation.ADD, scores, c.to().times(hidden, HIDDEN));
    }
    if (queries >= 0) {
      int asking = c.to().help(new Reshape(List.of(0L, 1L, -1L, 1L)), queries);
      seen = c.to().combine(Operation.MULTIPLY, seen, asking);
    }
    return c.to().help(new MatMul(false, false), c.to().help(new Softmax(-1, false), seen), values);
  }
}
