package org.xai4j.gradient.attention;

import java.util.List;
import java.util.Optional;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;

/** What the methods that follow self-attention share: where it is, and products of its matrices. */
final class AttentionMatrices {
  private AttentionMatrices() {}

  /** Why a network has nothing to follow. */
  static Optional<String> missing(Network network) {
    return weights(network).isEmpty()
        ? Optional.of("the network has no self-attention (a softmax that feeds a matrix product).")
        : Optional.empty();
  }

  /** The softmax nodes whose values weight a matrix product. */
  static List<Node> weights(Network network) {
    return network.nodes().stream()
        .filter(n -> n.layer() instanceof Softmax)
        .filter(
            n ->
                network.nodes().stream()
                    .anyMatch(r -> r.layer() instanceof MatMul && r.inputs().contains(n.index())))
        .toList();
  }

  /** What is read out of the product of all layers [time, time]. */
  static double[] read(AttentionRollout.Query query, double[][] rollout) {
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

  static double[][] identity(int size) {
    double[][] one = new double[size][size];
    for (int i = 0; i < size; i++) {
      one[i][i] = 1;
    }
    return one;
  }

  static double[][] product(double[][] a, double[][] b) {
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
