package org.xai4j.evaluation.robustness;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * Continuity: the largest ‖a(x_t) − a(x_{t+1})‖₁/‖x_t − x_{t+1}‖₂ while the picture slides out to
 * the right, the baseline sliding in. The class explained at x is explained all the way.
 *
 * @param steps translations of one pixel
 */
@Info(
    id = "continuity",
    title = "Continuity",
    summary =
        "The largest change of the attribution per change of the input while a picture moves.",
    reference = "Montavon, Samek and Müller 2018, arXiv:1706.07979")
public record Continuity(@Param(value = "translations of one pixel", min = 1) int steps)
    implements Metric {
  /** Four translations. */
  public Continuity() {
    this(4);
  }

  @Override
  public Traits traits() {
    return Traits.positive(
        Family.ROBUSTNESS, Direction.LOWER, Need.METHOD, Need.NUMBERS, Need.IMAGES);
  }

  @Override
  public Scores score(Subject subject) {
    Subject fixed = subject.fixed();
    double[][] x = NdArrays.rows(subject.inputs());
    double[][] a = subject.rows();
    double[][] base = NdArrays.rows(subject.context().baseline().resolve(subject.inputs()));
    int w = (int) subject.inputs().size(3);
    double[] worst = new double[x.length];
    Arrays.fill(worst, Double.NaN);
    for (int s = 0; s < steps; s++) {
      double[][] moved = new double[x.length][];
      for (int i = 0; i < x.length; i++) {
        moved[i] = moved(x[i], base[base.length == x.length ? i : 0], w);
      }
      double[][] b = NdArrays.rows(fixed.explain(array(subject, moved)));
      for (int i = 0; i < x.length; i++) {
        double path = Neighbours.distance(x[i], moved[i]);
        double change = 0;
        for (int j = 0; j < a[i].length; j++) {
          change += Math.abs(a[i][j] - b[i][j]);
        }
        // A picture that did not change says nothing.
        double ratio = path == 0 ? Double.NaN : change / path;
        worst[i] = Double.isNaN(worst[i]) || ratio > worst[i] ? ratio : worst[i];
      }
      x = moved;
      a = b;
    }
    return Scores.of(worst);
  }

  private static double[] moved(double[] row, double[] base, int w) {
    double[] moved = new double[row.length];
    Arrays.setAll(moved, j -> j % w == 0 ? base[j] : row[j - 1]);
    return moved;
  }

  private static INDArray array(Subject subject, double[][] rows) {
    double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    return NdArrays.array(subject.inputs().dataType(), flat, subject.inputs().shape());
  }
}
