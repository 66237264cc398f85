package org.xai4j.gradient.path;

import java.util.Arrays;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.internal.RowVersions;

/** The straight path from baselines to inputs, run in batches of bounded size. */
final class StraightPath {
  private StraightPath() {}

  /** Works on some points of the path. */
  @FunctionalInterface
  interface Points {
    /**
     * Works on some points; arrays made here are gone when it returns.
     *
     * @param tape of the points, one version of the rows behind the other
     * @param signal the target's weights times the points' weights
     */
    void at(Tape tape, Tensor signal);
  }

  /**
   * Goes along the path b + α(x − b).
   *
   * @param network runs the points
   * @param end tape of the rows themselves, which tells how many fit at once
   * @param target of the rows
   * @param from b [m, …]
   * @param to x [m, …]
   * @param nodes the values of α, ascending, and their weights
   * @param points called batch after batch, in order
   */
  static void along(
      Propagation network,
      Tape end,
      Target.Resolved target,
      Tensor from,
      Tensor to,
      Quadrature.Nodes nodes,
      Points points) {
    int together = RowVersions.together(end);
    Tensor way = to.sub(from);
    for (int first = 0; first < nodes.points().length; first += together) {
      int start = first;
      int count = Math.min(together, nodes.points().length - first);
      Chunks.scoped(
          () -> {
            double[] places = Arrays.copyOfRange(nodes.points(), start, start + count);
            Tape tape = network.forward(to.device().fusion().points(from, way, places));
            double[] weights = Arrays.copyOfRange(nodes.weights(), start, start + count);
            points.at(tape, RowVersions.signal(target, weights, tape.output()));
          });
    }
  }
}
