package org.xai4j.gradient.attention;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.tensor.Tensor;

/**
 * Attention times gradient: R ← R + Ā·R over the self-attention layers, from R = 1, with Ā = mean
 * over heads of max(A ⊙ ∂f/∂A, 0). The value of an input position, [time, 1] (for tokens [time]),
 * is what the rows of R that are read out hold for it beyond the position itself.
 *
 * @param query which rows of R are read out
 */
@Info(
    id = "attention-x-gradient",
    title = "Attention × Gradient",
    summary = "Attention weights times their gradient, multiplied through all layers.",
    reference = "Chefer, Gur and Wolf 2021, arXiv:2103.15679")
public record AttentionXGradient(@Param("positions that are read out") AttentionRollout.Query query)
    implements NetworkExplainer {
  /** The mean of all positions. */
  public AttentionXGradient() {
    this(AttentionRollout.Query.MEAN);
  }

  @Override
  public Optional<String> unsuitable(Network model, INDArray inputs) {
    return AttentionMatrices.missing(model);
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    List<Node> nodes = AttentionMatrices.weights(model);
    Propagation network = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> {
      Tape tape = network.forward(rows.inputs());
      Tensor signal = rows.signal(tape.output());
      int m = rows.size();
      int time = (int) tape.value(nodes.get(0)).size(-1);
      double[][][] relevance = new double[m][][];
      for (int i = 0; i < m; i++) {
        relevance[i] = AttentionMatrices.identity(time);
      }
      for (Node node : nodes) {
        double[] weights = tape.value(node).doubles();
        double[] slopes = network.backward(tape, model.output(), signal, node).doubles();
        for (int i = 0; i < m; i++) {
          relevance[i] = step(weights, slopes, i, m, relevance[i]);
        }
      }
      double[] result = new double[m * time];
      for (int i = 0; i < m; i++) {
        for (int t = 0; t < time; t++) {
          relevance[i][t][t] -= 1;
        }
        System.arraycopy(AttentionMatrices.read(query, relevance[i]), 0, result, i * time, time);
      }
      return NdArrays.array(rows.inputs().dataType(), result, m, time, 1);
    };
  }

  /** R + Ā·R of one row. */
  private static double[][] step(
      double[] weights, double[] slopes, int row, int m, double[][] relevance) {
    int time = relevance.length;
    int heads = weights.length / (m * time * time);
    double[][] mean = new double[time][time];
    for (int h = 0; h < heads; h++) {
      for (int i = 0; i < time; i++) {
        for (int j = 0; j < time; j++) {
          int at = ((row * heads + h) * time + i) * time + j;
          mean[i][j] += Math.max(weights[at] * slopes[at], 0) / heads;
        }
      }
    }
    double[][] added = AttentionMatrices.product(mean, relevance);
    for (int i = 0; i < time; i++) {
      for (int j = 0; j < time; j++) {
        added[i][j] += relevance[i][j];
      }
    }
    return added;
  }
}
