package org.xai4j.core.importer.dl4j;

import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Softmax;

/** Scaled dot-product self-attention, taken apart into products and a softmax. */
final class AttentionLayers {
  private AttentionLayers() {}

  static ModelValue self(Assembly to, Weights weights, ModelValue x, SelfAttentionLayer conf) {
    if (x.kind() != ModelValue.Kind.SEQUENCE) {
      throw to.unsupported("a self-attention on other than sequences");
    }
    int rows = to.transpose(x.node(), 0, 2, 1);
    if (!conf.isProjectInput()) {
      int y = head(to, rows, rows, rows, x.channels());
      return x.at(to.transpose(y, 0, 2, 1));
    }
    int heads = conf.getNHeads();
    int[] outputs = new int[heads];
    for (int h = 0; h < heads; h++) {
      int q = projected(to, weights, "Wq", h, rows);
      int k = projected(to, weights, "Wk", h, rows);
      int v = projected(to, weights, "Wv", h, rows);
      outputs[h] = head(to, q, k, v, conf.getHeadSize());
    }
    int joined = heads == 1 ? outputs[0] : to.help(new Concat(-1), outputs);
    INDArray w = weights.get("Wo");
    int y = to.add(new Dense(w, weights.zeros(w.size(1))), joined);
    return x.at(to.transpose(y, 0, 2, 1), w.size(1));
  }

  private static int head(Assembly to, int q, int k, int v, long size) {
    int scores = to.help(new MatMul(false, true), q, k);
    int scaled =
        to.help(
            new Elementwise(Elementwise.Operation.MULTIPLY),
            scores,
            to.constant(1 / Math.sqrt((double) size)));
    return to.help(new MatMul(false, false), to.help(new Softmax(-1, false), scaled), v);
  }

  /** x·Wₕᵀ for the head's weights [size, in]. */
  private static int projected(Assembly to, Weights weights, String key, int head, int x) {
    INDArray w = weights.get(key).get(NDArrayIndex.point(head)).transpose().dup('c');
    return to.help(new Dense(w, weights.zeros(w.size(1))), x);
  }
}
