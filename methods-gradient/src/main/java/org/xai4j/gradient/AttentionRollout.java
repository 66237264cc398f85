package org.xai4j.gradient;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Host;
import org.xai4j.core.engine.Propagation;
import org.xai4j.core.engine.Rules;
import org.xai4j.core.engine.Tape;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;
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
    return weights(model).isEmpty()
        ? Optional.of("the network has no self-attention (a softmax that feeds a matrix product).")
        : Optional.empty();
  }

  /** The softmax nodes whose values weight a matrix product. */
  private static List<Node> weights(Network network) {
    return network.nodes().stream()
        .filter(n -> n.layer() instanceof Softmax)
        .filter(
            n ->
                network.nodes().stream()
                    .anyMatch(r -> r.layer() instanceof MatMul && r.inputs().contains(n.index())))
        .toList();
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    List<Node> nodes = weights(model);
    Propagation network = context.engine().propagation(model, Rules.GRADIENT);
    return rows -> {
      Tape tape = network.forward(rows.inputs());
      rows.target(tape.output());
      int m = rows.size();
      int time = (int) tape.value(nodes.get(0)).size(tape.value(nodes.get(0)).rank() - 1);
      double[] result = new double[m * time];
      for (int i = 0; i < m; i++) {
        double[][] rollout = identity(time);
        for (Node node : nodes) {
          rollout = product(attention(Host.doubles(tape.value(node)), i, m, time), rollout);
        }
        System.arraycopy(read(rollout), 0, result, i * time, time);
      }
      return Host.array(rows.inputs().dataType(), result, m, time, 1);
    };
  }

  private double[] read(double[][] rollout) {
    return switch (query) {
      case FIRST -> rollout[0];
      case LAST -> rollout[rollout.length - 1];
      case MEAN -> {
        double[] mean = new double[rollout.length];
        for (double[] row : rollout) {
          for (int j = 0; j < mean.length; j++) {
            mean[j] += row[j] / rollout.length;
          }
        }
        yield mean;
      }
    };
  }

  /** ½(mean over heads + 1) of one row. */
  private static double[][] attention(double[] all, int row, int m, int time) {
    int heads = all.length / (m * time * time);
    double[][] a = identity(time);
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

  private static double[][] identity(int size) {
    double[][] one = new double[size][size];
    for (int i = 0; i < size; i++) {
      one[i][i] = 1;
    }
    return one;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] c = new double[a.length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < a.length; k++) {
        for (int j = 0; j < a.length; j++) {
          c[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return c;
  }
}
