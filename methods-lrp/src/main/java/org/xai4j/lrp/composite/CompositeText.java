package org.xai4j.lrp.composite;

import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.network.Rule;
import org.xai4j.core.run.InputException;
import org.xai4j.lrp.rule.NormRule;

/**
 * Composites on one line, {@code first:1=z-box; type:convolution=gamma(gamma=0.5); epsilon}: the
 * choices in order, then the default, and where they are not the usual ones {@code sums=RULE} and
 * {@code start=one}.
 */
final class CompositeText {
  private CompositeText() {}

  /** Reads a line. */
  static Composite parse(String text) {
    Composite.Builder builder = Composite.builder();
    for (String item : text.split(";")) {
      if (item.isBlank()) {
        continue;
      }
      int bracket = item.indexOf('(');
      int equals = item.indexOf('=');
      if (equals < 0 || (bracket >= 0 && bracket < equals)) {
        builder.otherwise(RuleText.parse(item));
        continue;
      }
      String layers = item.substring(0, equals).strip();
      String value = item.substring(equals + 1).strip();
      switch (layers) {
        case "default" -> builder.otherwise(RuleText.parse(value));
        case "sums" -> builder.sums(RuleText.parse(value));
        case "start" -> builder.start(Start.parse(value));
        default -> builder.add(selector(layers), RuleText.parse(value));
      }
    }
    return builder.build();
  }

  private static Selector selector(String text) {
    String[] parts = text.split(":", 2);
    InputException.check(
        parts.length == 2,
        "'%s' does not name layers; write first:K, last:K, type:TYPE or name:PATTERN.",
        text);
    return Selector.parse(parts[0].strip(), parts[1].strip());
  }

  /** Writes a line that {@link #parse} reads, if all rules are registered ones. */
  static String of(Composite composite) {
    List<String> items = new ArrayList<>();
    for (Composite.Choice choice : composite.choices()) {
      items.add(choice.selector() + "=" + RuleText.of(choice.rule()));
    }
    composite.otherwise().ifPresent(rule -> items.add(RuleText.of(rule)));
    Rule sums = composite.sums();
    if (!sums.equals(new NormRule())) {
      items.add("sums=" + RuleText.of(sums));
    }
    if (composite.start() == Start.ONE) {
      items.add("start=one");
    }
    return String.join(";", items);
  }
}
