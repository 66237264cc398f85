package org.xai4j.lrp.rule;

import org.xai4j.core.run.InputException;

/** Checks of the rules' parameters. */
final class Checks {
  private Checks() {}

  /**
   * A finite number that is not negative.
   *
   * @param rule the rule's name, for the message
   * @param name the parameter's name
   * @param value checked
   */
  static void notNegative(String rule, String name, double value) {
    InputException.check(
        value >= 0 && Double.isFinite(value),
        "The rule %s needs %s to be a number from 0 on, not %s.",
        rule,
        name,
        value);
  }

  /**
   * A bias that is absorbed or ignored.
   *
   * @param rule the rule's name, for the message
   * @param bias checked
   */
  static void notShared(String rule, Bias bias) {
    InputException.check(
        bias != Bias.SHARED,
        "The rule %s cannot share the bias; use bias absorbed or ignored.",
        rule);
  }
}
