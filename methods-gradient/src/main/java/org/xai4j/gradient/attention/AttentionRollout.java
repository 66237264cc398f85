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

/**
 * Attention rollout: the product R = Aₗ·…·A₁ over the self-attention layers, with A = ½(mean over
 * heads + 1); the value of an input position is its share in the rows of R that are read out. It
 * does not depend on the target. A row's values [time, 1] (for tokens [time]) add up to 1.
 *
 * @param query which rows of R are read out
 */
@Info(
    id = "attention-rollout",
    title = "Attention Rollout",
    summary = "Attention weights multiplied through all self-attention layers.",
    reference = "Abnar and Zuidema 2020, arXiv:2005.00928")
public record AttentionRollout(@Param("positions that are read out") Query query)
    implements NetworkExplainer {
  /** The positions whose attention is followed back. */
  public enum Query {
    /** The mean of all positions. */
    MEAN,
    /** The first position, as for a class token. */
    FIRST,
    /** The last position. */
    LAST
  }

  /** The mean of all positions. */
  public AttentionRollout() {
    this(Query.MEAN);
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
      rows.target(tape.output().array());
      int m = rows.size();
      int time = (int) tape.value(nodes.get(0)).size(-1);
      double[] result = new double[m * time];
      for (int i = 0; i < m; i++) {
        double[][] rollout = AttentionMatrices.identity(time);
        for (Node node : nodes) {
          rollout =
              AttentionMatrices.product(attention(tape.value(node).doubles(), i, m, time), rollout);
        }
        System.arraycopy(AttentionMatrices.read(query, rollout), 0, result, i * time, time);
      }
      return NdArrays.array(rows.inputs().dataType(), result, m, time, 1);
    };
  }

  /** ½(mean over heads + 1) of one row. */
  private static double[][] attention(double[] all, int row, int m, int time) {
    int heads = all.length / (m * time * time);
    double[][] a = AttentionMatrices.identity(time);
    for (int i = 0; i < time; i++) {
      for (int j = 0; j < time; j++) {
        double sum = 0;
        for (int h = 0; h < heads; h++) {
          sum += all[((row * heads + h) * time + i) * time + j];
        }
        a[i][j] = 0.5 * (a[i][j] + sum / heads);
      }
    }
    return a;
  }
}
