package org.xai4j.core.explanation;

import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * Rules that predict what the model answers: one per explained row.
 *
 * @param rules in the order of the rows
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record DecisionRules(List<Rule> rules, Cost cost, Provenance provenance)
    implements Explanation {
  /**
   * A condition on one column.
   *
   * @param column its index
   * @param low a number is above this (−∞ for no bound); a category equals it
   * @param high a number is at most this (∞ for no bound)
   * @param category whether the column holds categories
   */
  public record Condition(int column, double low, double high, boolean category) {
    /**
     * Whether a row meets the condition.
     *
     * @param row its elements
     * @return true if it does
     */
    public boolean holds(double[] row) {
      double value = row[column];
      return category ? value == low : value > low && value <= high;
    }

    /**
     * The condition for a sentence.
     *
     * @param schema names the columns
     * @return for example "duration ≤ 24 months"
     */
    public String words(TableSchema schema) {
      TableSchema.Column c = schema.columns().get(column);
      if (category) {
        return c.words() + " = " + c.show(low);
      }
      if (low == Double.NEGATIVE_INFINITY) {
        return c.words() + " ≤ " + c.show(high);
      }
      return high == Double.POSITIVE_INFINITY
          ? c.words() + " > " + c.show(low)
          : c.show(low) + " < " + c.words() + " ≤ " + c.show(high);
    }
  }

  /**
   * If all conditions hold, the model answers a class.
   *
   * @param conditions none for a rule that always applies
   * @param answer the class
   * @param precision share of the rows that meet the conditions for which the model answers it
   * @param low lower end of the confidence interval of the precision
   * @param coverage share of the data that meets the conditions
   * @param certain whether the precision asked for is reached
   */
  public record Rule(
      List<Condition> conditions,
      int answer,
      double precision,
      double low,
      double coverage,
      boolean certain) {
    /** Copies the list. */
    public Rule {
      conditions = List.copyOf(conditions);
    }

    /**
     * Whether a row meets all conditions.
     *
     * @param row its elements
     * @return true if it does
     */
    public boolean holds(double[] row) {
      return conditions.stream().allMatch(c -> c.holds(row));
    }

    /**
     * The conditions for a sentence.
     *
     * @param schema names the columns
     * @return one phrase per condition
     */
    public List<String> words(TableSchema schema) {
      List<String> words = new ArrayList<>();
      conditions.forEach(c -> words.add(c.words(schema)));
      return words;
    }
  }

  /** Copies the list. */
  public DecisionRules {
    rules = List.copyOf(rules);
  }
}
