package org.xai4j.evaluation.fairness;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Criteria of group fairness as numbers: differences of the largest and the smallest rate among the
 * groups (0 is fair), or ratios of the smallest to the largest (1 is fair), as fairlearn defines
 * them. Groups where a rate is over no rows are left out; NaN if fewer than two groups are left.
 */
public enum Criterion {
  /** max − min of P(Ŷ = 1 | A) (Calders, Kamiran and Pechenizkiy 2009). */
  DEMOGRAPHIC_PARITY_DIFFERENCE("demographic parity difference", 0, Condition.NONE),
  /** min/max of P(Ŷ = 1 | A), the disparate impact (Feldman et al. 2015, arXiv:1412.3756). */
  DEMOGRAPHIC_PARITY_RATIO("demographic parity ratio", 1, Condition.NONE),
  /** The larger of the differences of TPR and FPR (Hardt, Price and Srebro 2016). */
  EQUALISED_ODDS_DIFFERENCE("equalised odds difference", 0, Condition.LABEL),
  /** The smaller of the ratios of TPR and FPR. */
  EQUALISED_ODDS_RATIO("equalised odds ratio", 1, Condition.LABEL),
  /** max − min of P(Ŷ = 1 | Y = 1, A) (Hardt, Price and Srebro 2016). */
  EQUAL_OPPORTUNITY_DIFFERENCE("equal opportunity difference", 0, Condition.LABEL),
  /** max − min of P(Y = 1 | Ŷ = 1, A) (Chouldechova 2017). */
  PREDICTIVE_PARITY_DIFFERENCE("predictive parity difference", 0, Condition.PREDICTION),
  /** max − min of P(Ŷ = Y | A). */
  ACCURACY_DIFFERENCE("accuracy difference", 0, Condition.NONE);

  /** Within what the attribute may be exchanged if the criterion holds. */
  enum Condition {
    NONE,
    LABEL,
    PREDICTION
  }

  private final String title;
  private final double fair;
  private final Condition condition;

  Criterion(String title, double fair, Condition condition) {
    this.title = title;
    this.fair = fair;
    this.condition = condition;
  }

  /**
   * Its name in a sentence.
   *
   * @return as in the literature
   */
  public String title() {
    return title;
  }

  /**
   * The value where groups are treated alike.
   *
   * @return 0 for differences, 1 for ratios
   */
  public double fair() {
    return fair;
  }

  /** Within what the attribute may be exchanged if the criterion holds. */
  Condition condition() {
    return condition;
  }

  /**
   * Computes the criterion.
   *
   * @param groups counts of each group
   * @return the value; NaN where fewer than two groups have the rate
   */
  public double of(GroupRates... groups) {
    return switch (this) {
      case DEMOGRAPHIC_PARITY_DIFFERENCE -> difference(groups, GroupRates::selectionRate);
      case DEMOGRAPHIC_PARITY_RATIO -> ratio(groups, GroupRates::selectionRate);
      case EQUALISED_ODDS_DIFFERENCE ->
          Math.max(
              difference(groups, GroupRates::truePositiveRate),
              difference(groups, GroupRates::falsePositiveRate));
      case EQUALISED_ODDS_RATIO ->
          Math.min(
              ratio(groups, GroupRates::truePositiveRate),
              ratio(groups, GroupRates::falsePositiveRate));
      case EQUAL_OPPORTUNITY_DIFFERENCE -> difference(groups, GroupRates::truePositiveRate);
      case PREDICTIVE_PARITY_DIFFERENCE -> difference(groups, GroupRates::positivePredictiveValue);
      case ACCURACY_DIFFERENCE -> difference(groups, GroupRates::accuracy);
    };
  }

  private static double[] defined(GroupRates[] groups, ToDoubleFunction<GroupRates> rate) {
    return Arrays.stream(groups).mapToDouble(rate).filter(r -> !Double.isNaN(r)).toArray();
  }

  private static double difference(GroupRates[] groups, ToDoubleFunction<GroupRates> rate) {
    double[] rates = defined(groups, rate);
    return rates.length < 2
        ? Double.NaN
        : Arrays.stream(rates).max().orElseThrow() - Arrays.stream(rates).min().orElseThrow();
  }

  /** 0/0 is NaN, as nobody is treated better. */
  private static double ratio(GroupRates[] groups, ToDoubleFunction<GroupRates> rate) {
    double[] rates = defined(groups, rate);
    return rates.length < 2
        ? Double.NaN
        : Arrays.stream(rates).min().orElseThrow() / Arrays.stream(rates).max().orElseThrow();
  }
}
