package org.xai4j.core.explanation;

import java.util.List;
import org.xai4j.core.array.Printed;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * For each row, what could be different so that the model answers differently.
 *
 * @param cases one per explained row
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record Counterfactuals(List<Case> cases, Cost cost, Provenance provenance)
    implements Explanation {
  /**
   * One explained row.
   *
   * @param row its elements
   * @param answered the class the model gives it; −1 for a quantity
   * @param probability of that class, or its score where the model gives no probabilities; the
   *     quantity of a regression
   * @param alternatives verified by the model, the nearest first; empty if none was found
   * @param note why there are none
   */
  public record Case(
      double[] row, int answered, double probability, List<Alternative> alternatives, Note note) {
    /** Copies the list. */
    public Case {
      row = row.clone();
      alternatives = List.copyOf(alternatives);
    }

    /** A copy: its elements. */
    @Override
    public double[] row() {
      return row.clone();
    }

    @Override
    public String toString() {
      return Printed.record(this);
    }
  }

  /** Why a row has no alternatives. */
  public enum Note {
    /** It has some. */
    NONE,
    /** The model already gives the wanted answer. */
    ALREADY,
    /** No column may change. */
    FIXED,
    /** The search found no row with the wanted answer within what may change. */
    NOT_FOUND,
    /** The descent did not reach the wanted answer within what may change. */
    NOT_REACHED,
    /** No row of the data has the wanted answer. */
    NOT_IN_DATA
  }

  /**
   * One alternative row.
   *
   * @param row its elements
   * @param answered the class the model gives it; −1 for a quantity
   * @param probability of that class, or its score; the quantity of a regression
   * @param changed indices of the elements that differ
   * @param distance from the explained row: mean over the columns of |difference| / spread for
   *     numbers and of 0 or 1 for categories
   * @param plausibility distance to the nearest row of the reference data; NaN without data
   * @param source index of the row in the reference data where it was taken from there, else −1
   */
  public record Alternative(
      double[] row,
      int answered,
      double probability,
      List<Integer> changed,
      double distance,
      double plausibility,
      int source) {
    /** Copies the list. */
    public Alternative {
      row = row.clone();
      changed = List.copyOf(changed);
    }

    /** A copy: its elements. */
    @Override
    public double[] row() {
      return row.clone();
    }

    @Override
    public String toString() {
      return Printed.record(this);
    }
  }

  /** Copies the list. */
  public Counterfactuals {
    cases = List.copyOf(cases);
  }
}
