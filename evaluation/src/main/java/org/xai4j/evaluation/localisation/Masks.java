package org.xai4j.evaluation.localisation;

import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.evaluation.Orders;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/** Compares the relevance of elements with masks. */
final class Masks {
  private Masks() {}

  /**
   * Scores each instance by its relevance and its mask; NaN where the mask is empty.
   *
   * @param value of the relevance and the mask of one instance
   */
  static Scores score(
      Subject subject, Values values, ToDoubleBiFunction<double[], boolean[]> value) {
    double[][] rows = subject.rows();
    boolean[][] masks = of(subject);
    double[] scores = new double[rows.length];
    Arrays.setAll(
        scores,
        i -> count(masks[i]) == 0 ? Double.NaN : value.applyAsDouble(values.of(rows[i]), masks[i]));
    return Scores.of(scores);
  }

  /** The mask of each instance, spread over the channels. */
  private static boolean[][] of(Subject subject) {
    INDArray given = subject.truth().masks().orElseThrow();
    int n = subject.size();
    int width = (int) (subject.inputs().length() / n);
    boolean each = given.length() * n > subject.inputs().length() || given.size(0) == n;
    double[] flat = NdArrays.doubles(given);
    int own = each ? flat.length / n : flat.length;
    boolean[][] masks = new boolean[n][width];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < width; j++) {
        masks[i][j] = flat[(each ? i * own : 0) + j % own] != 0;
      }
    }
    return masks;
  }

  /** Elements inside. */
  static int count(boolean[] mask) {
    int count = 0;
    for (boolean inside : mask) {
      count += inside ? 1 : 0;
    }
    return count;
  }

  /** How many of the k most relevant elements are inside, expected over all orders of ties. */
  static double hits(double[] relevance, boolean[] mask, int k) {
    double[] chosen = Orders.inTop(relevance, k);
    double hits = 0;
    for (int j = 0; j < mask.length; j++) {
      hits += mask[j] ? chosen[j] : 0;
    }
    return hits;
  }

  /** The share of the relevance that is inside; NaN where there is none. */
  static double mass(double[] relevance, boolean[] mask) {
    double inside = 0;
    double all = 0;
    for (int j = 0; j < mask.length; j++) {
      all += relevance[j];
      inside += mask[j] ? relevance[j] : 0;
    }
    return all == 0 ? Double.NaN : inside / all;
  }
}
