package org.xai4j.lrp.composite;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.lrp.rule.AlphaBetaRule;
import org.xai4j.lrp.rule.AverageRule;
import org.xai4j.lrp.rule.BetaSmoothRule;
import org.xai4j.lrp.rule.Bias;
import org.xai4j.lrp.rule.EpsilonRule;
import org.xai4j.lrp.rule.FlatRule;
import org.xai4j.lrp.rule.GammaRule;
import org.xai4j.lrp.rule.NormRule;
import org.xai4j.lrp.rule.PassRule;
import org.xai4j.lrp.rule.RecurrentRule;
import org.xai4j.lrp.rule.WSquareRule;
import org.xai4j.lrp.rule.ZBoxRule;
import org.xai4j.lrp.rule.ZPlusRule;

/** Rules as text: {@code gamma(gamma=0.5, bias=ignored)}. */
final class RuleText {
  private static final Pattern FORM = Pattern.compile("([a-z0-9-]+)\\s*(?:\\((.*)\\))?");
  private static final List<String> NAMES =
      List.of(
          "zero",
          "epsilon",
          "gamma",
          "z-plus",
          "alpha-beta",
          "z-box",
          "w-square",
          "flat",
          "pass",
          "norm",
          "average",
          "beta-smooth",
          "gradient",
          "recurrent");

  private final String text;
  private final Map<String, String> values = new LinkedHashMap<>();

  private RuleText(String text) {
    this.text = text;
  }

  /**
   * Reads a rule.
   *
   * @param text a name and parameters by name
   * @return the rule; parameters not given have their defaults
   * @throws InputException if the text does not name a rule
   */
  static Rule parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    InputException.check(
        form.matches(), "'%s' is no rule; write one like gamma(gamma=0.25).", text);
    RuleText read = new RuleText(text);
    String inside = form.group(2) == null ? "" : form.group(2).strip();
    for (String item : inside.isEmpty() ? new String[0] : inside.split(",")) {
      String[] pair = item.split("=", 2);
      InputException.check(
          pair.length == 2, "The rule '%s' has a parameter without a value; use name=value.", text);
      read.values.put(pair[0].strip(), pair[1].strip());
    }
    Rule rule = read.rule(form.group(1));
    InputException.check(
        read.values.isEmpty(),
        "The rule '%s' has no parameter '%s'; leave it out.",
        text,
        String.join("', '", read.values.keySet()));
    return rule;
  }

  private Rule rule(String name) {
    return switch (name) {
      case "zero" -> new EpsilonRule(0, bias());
      case "epsilon" -> new EpsilonRule(number("epsilon", 1e-6), bias());
      case "gamma" -> new GammaRule(number("gamma", 0.25), stabilizer(), bias());
      case "z-plus" -> new ZPlusRule(stabilizer(), bias());
      case "alpha-beta" ->
          new AlphaBetaRule(number("alpha", 2), number("beta", 1), stabilizer(), bias());
      case "z-box" -> new ZBoxRule(number("low", 0), number("high", 1), stabilizer());
      case "w-square" -> new WSquareRule(stabilizer(), bias());
      case "flat" -> new FlatRule(stabilizer());
      case "pass" -> new PassRule();
      case "norm" -> new NormRule(stabilizer());
      case "average" -> new AverageRule(stabilizer());
      case "beta-smooth" -> new BetaSmoothRule(number("beta", 10));
      case "gradient" -> Rule.GRADIENT;
      case "recurrent" ->
          new RecurrentRule(
              choice("gates", RecurrentRule.Gates.class, RecurrentRule.Gates.NONE),
              number("epsilon", 1e-6),
              number("delta", 0));
      default ->
          throw new InputException(
              "There is no rule '"
                  + name
                  + "'"
                  + Registry.suggestion(name, NAMES)
                  + "; there are "
                  + String.join(", ", NAMES)
                  + ".");
    };
  }

  private double stabilizer() {
    return number("stabilizer", 1e-6);
  }

  private Bias bias() {
    return choice("bias", Bias.class, Bias.ABSORBED);
  }

  private double number(String name, double otherwise) {
    String value = values.remove(name);
    try {
      return value == null ? otherwise : Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new InputException(
          "The rule '" + text + "' needs a number as " + name + ", not '" + value + "'.", e);
    }
  }

  private <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
    String value = values.remove(name);
    if (value == null) {
      return otherwise;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
        return constant;
      }
    }
    throw new InputException(
        "The rule '"
            + text
            + "' has no "
            + name
            + " '"
            + value
            + "'; use one of "
            + String.join(
                ", ",
                java.util.Arrays.stream(type.getEnumConstants())
                    .map(e -> e.name().toLowerCase(Locale.ROOT))
                    .toList())
            + ".");
  }
}
