package org.xai4j.lrp.composite;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.xai4j.core.network.Rule;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;

/** Registered rules as text: {@code gamma(gamma=0.5, bias=ignored)}. */
final class RuleText {
  private static final Pattern FORM = Pattern.compile("([a-z0-9-]+)\\s*(?:\\((.*)\\))?");

  private RuleText() {}

  /**
   * Reads a rule.
   *
   * @param text an id and parameters by name
   * @return the rule; parameters not given have their defaults
   * @throws InputException if the text does not name a rule
   */
  static Rule parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    InputException.check(
        form.matches(), "'%s' is no rule; write one like gamma(gamma=0.25).", text);
    Map<String, String> values = new LinkedHashMap<>();
    String inside = form.group(2) == null ? "" : form.group(2).strip();
    for (String item : inside.isEmpty() ? new String[0] : inside.split(",")) {
      String[] pair = item.split("=", 2);
      InputException.check(
          pair.length == 2, "The rule '%s' has a parameter without a value; use name=value.", text);
      values.put(pair[0].strip(), pair[1].strip());
    }
    return Registry.load("rule", Rule.class).create(form.group(1), values);
  }

  /**
   * Writes a rule.
   *
   * @param rule any rule
   * @return what {@link #parse} reads, if the rule is a registered one
   */
  static String of(Rule rule) {
    if (!rule.getClass().isAnnotationPresent(Info.class)) {
      return rule.toString();
    }
    String values =
        RecordText.of(rule).entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(","));
    return Registry.info(rule).id() + (values.isEmpty() ? "" : "(" + values + ")");
  }
}
