package org.xai4j.evaluation.fairness;

import java.util.Arrays;
import org.xai4j.core.array.Printed;
import org.xai4j.core.run.InputException;

/**
 * What a model said of rows and what was true, as yes (the favourable outcome) or no.
 *
 * @param scores probability of yes [n], from 0 to 1; empty if the model gives none
 * @param predicted 1 for yes, else 0 [n]
 * @param labels 1 where yes is true, else 0 [n]
 */
public record Outcomes(double[] scores, int[] predicted, int[] labels) {
  /**
   * Copies the arrays.
   *
   * @throws InputException if lengths differ or something else than 0 and 1 is given
   */
  public Outcomes {
    scores = scores.clone();
    predicted = predicted.clone();
    labels = labels.clone();
    InputException.check(
        predicted.length == labels.length && (scores.length == 0 || scores.length == labels.length),
        "There are %d predictions and %d scores for %d labels; give one of each per row.",
        predicted.length,
        scores.length,
        labels.length);
    for (int[] given : new int[][] {predicted, labels}) {
      InputException.check(
          Arrays.stream(given).allMatch(v -> v == 0 || v == 1),
          "Predictions and labels of a fairness audit are 0 or 1; name the favourable class.");
    }
  }

  /**
   * How many rows.
   *
   * @return their number
   */
  public int size() {
    return labels.length;
  }

  /** A copy: probability of yes. */
  @Override
  public double[] scores() {
    return scores.clone();
  }

  /** A copy: what the model said. */
  @Override
  public int[] predicted() {
    return predicted.clone();
  }

  /** A copy: what was true. */
  @Override
  public int[] labels() {
    return labels.clone();
  }

  /** The confusion counts of some rows, with repetitions. */
  GroupRates rates(int[] rows) {
    int[] counts = new int[4];
    for (int row : rows) {
      counts[2 * labels[row] + predicted[row]]++;
    }
    return new GroupRates(counts[3], counts[1], counts[0], counts[2]);
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
