package org.xai4j.core.importer.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Expand;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.PRelu;
import org.xai4j.core.layer.Reshape;

/** Layers on features: dense, embedding, normalisation, PReLU. */
final class DenseLayers {
  /**
   * Deeplearning4j divides by the standard deviation alone, and gives 0 where that is 0; so small a
   * constant inside the square root does the same.
   */
  private static final double NORM_EPSILON = 1e-12;

  private DenseLayers() {}

  /** act(x·W + b), optionally with layer normalisation before the bias; over time on sequences. */
  static ModelValue dense(
      Assembly to, Weights weights, ModelValue x, IActivation function, boolean output) {
    INDArray w = weights.get("W");
    long out = w.size(1);
    if (x.kind() == ModelValue.Kind.IMAGE) {
      throw to.unsupported("a dense layer on images without a preprocessor");
    }
    boolean time = x.kind() == ModelValue.Kind.SEQUENCE;
    int node = time ? to.transpose(x.node(), 0, 2, 1) : x.node();
    INDArray bias = weights.vectorOrZeros("b", out);
    if (weights.has("g")) {
      node = to.add(new Dense(w, weights.zeros(out)), node);
      node = to.add(new LayerNormalization(weights.vector("g"), bias, NORM_EPSILON), node);
    } else {
      node = to.add(new Dense(w, bias), node);
    }
    if (time) {
      node = to.transpose(node, 0, 2, 1);
    }
    return Activations.add(to, x.at(node, out), function, output);
  }

  /** act(x∘w + b). */
  static ModelValue scale(Assembly to, Weights weights, ModelValue x, IActivation function) {
    int w = to.help(new Constant(weights.vector("W")));
    int b = to.help(new Constant(weights.vector("b")));
    int node = to.add(new Elementwise(Elementwise.Operation.MULTIPLY), x.node(), w);
    node = to.add(new Elementwise(Elementwise.Operation.ADD), node, b);
    return Activations.add(to, x.at(node), function, false);
  }

  /** One id [n, 1] to [n, dimension]. */
  static ModelValue embedding(Assembly to, Weights weights, ModelValue x, IActivation function) {
    INDArray table = weights.get("W");
    int node = to.add(new Embedding(table, 0), x.node());
    node = to.help(Reshape.flatten(), node);
    ModelValue y = ModelValue.table(biased(to, weights, node), table.size(1));
    return Activations.add(to, y, function, false);
  }

  /** Ids [n, time] to [n, dimension, time]. */
  static ModelValue embeddings(
      Assembly to, Weights weights, ModelValue x, EmbeddingSequenceLayer conf) {
    INDArray table = weights.get("W");
    int node = biased(to, weights, to.add(new Embedding(table, 0), x.node()));
    Length time = x.channels() < 0 ? Length.fixed(-1) : Length.fixed(x.channels());
    ModelValue y =
        ModelValue.sequence(
            to.transpose(node, 0, 2, 1),
            table.size(1),
            time,
            conf.getOutputFormat() == RNNFormat.NWC);
    return Activations.add(to, y, conf.getActivationFn(), false);
  }

  private static int biased(Assembly to, Weights weights, int node) {
    return weights.has("b")
        ? to.add(
            new Elementwise(Elementwise.Operation.ADD),
            node,
            to.help(new Constant(weights.vector("b"))))
        : node;
  }

  static ModelValue batchNormalization(
      Assembly to, Weights weights, ModelValue x, BatchNormalization conf) {
    INDArray mean = weights.vector("mean");
    INDArray variance =
        weights.has("log10stdev") ? variance(weights.vector("log10stdev")) : weights.vector("var");
    INDArray gamma = mean.ulike().assign(1);
    INDArray beta = mean.ulike().assign(0);
    if (!conf.isLockGammaBeta()) {
      gamma = weights.vector("gamma");
      beta = weights.vector("beta");
    } else if (conf.getGamma() != 1 && conf.getBeta() != 0) {
      // Deeplearning4j applies fixed γ and β only if both differ from 1 and 0; a network gives what
      // its model gives.
      gamma.assign(conf.getGamma());
      beta.assign(conf.getBeta());
    }
    int node =
        to.add(
            new org.xai4j.core.layer.BatchNormalization(
                gamma, beta, mean, variance, conf.getEps(), x.featureAxis()),
            x.node());
    return x.at(node);
  }

  private static INDArray variance(INDArray log10Deviation) {
    double[] values = NdArrays.doubles(log10Deviation);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.pow(10, 2 * values[i]);
    }
    return NdArrays.array(log10Deviation.dataType(), values, values.length);
  }

  static ModelValue prelu(Assembly to, Weights weights, ModelValue x) {
    INDArray slope = weights.get("W");
    long[] shape = slope.shape();
    int axes = 1 + x.lengths().size();
    if (shape.length > axes) {
      shape = java.util.Arrays.copyOfRange(shape, shape.length - axes, shape.length);
      slope = slope.reshape('c', shape);
    }
    if (x.last() && slope.rank() == 3) {
      slope = slope.permute(2, 0, 1).dup('c');
    } else if (x.last() && slope.rank() == 2) {
      slope = slope.permute(1, 0).dup('c');
    }
    return x.at(to.add(new PRelu(slope), x.node()));
  }

  /** Every row n times over: [n, f] to [n, f, times]. */
  static ModelValue repeat(Assembly to, ModelValue x, long times, boolean last) {
    int column = to.help(new Reshape(List.of(0L, -1L, 1L)), x.node());
    int node = to.add(new Expand(List.of(1L, 1L, times)), column);
    return ModelValue.sequence(node, x.channels(), Length.fixed(times), last);
  }
}
