package org.xai4j.benchmarks.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.xai4j.evaluation.statistics.LoneFeature;

/** Columns that explain the label or the answers alone, and rows that are in both tables. */
final class ShortcutPart {
  /** From here on a column is named. */
  static final double SHORTCUT = 0.95;

  private static final int SHOWN = 8;

  private ShortcutPart() {}

  static void report(AuditSubject subject, AuditSettings settings, Ledger ledger) {
    ledger.section(
        "shortcuts",
        "Leaks and shortcuts",
        "How well one column alone tells the label and the model's answer: the area under the ROC"
            + " curve of its bins, cross-fitted in five folds; ½ is chance. A column that tells the"
            + " label nearly alone is often known only after the fact (a leak), or stands in for the"
            + " task (a shortcut).");
    AuditRows rows = subject.rows();
    List<List<Object>> table = new ArrayList<>();
    for (int c = 0; c < subject.schema().width(); c++) {
      boolean categorical = subject.schema().columns().get(c).categorical();
      String name = subject.schema().columns().get(c).words();
      double label =
          LoneFeature.area(rows.column(c), categorical, rows.outcomes().labels(), settings.seed());
      double answer =
          LoneFeature.area(
              rows.column(c), categorical, rows.outcomes().predicted(), settings.seed());
      table.add(List.of(name, label, answer));
      if (label >= SHORTCUT || answer >= SHORTCUT) {
        ledger.finding(
            "“"
                + name
                + "” alone tells "
                + (label >= SHORTCUT ? "the label (area " + AuditWords.number(label) + ")" : "")
                + (label >= SHORTCUT && answer >= SHORTCUT ? " and " : "")
                + (answer >= SHORTCUT
                    ? "the model's answer (area " + AuditWords.number(answer) + ")"
                    : "")
                + "; look whether it is known when the model is asked.",
            "label",
            label,
            "answer",
            answer);
      }
    }
    if (table.stream()
        .noneMatch(l -> (double) l.get(1) >= SHORTCUT || (double) l.get(2) >= SHORTCUT)) {
      double most = table.stream().mapToDouble(l -> (double) l.get(1)).max().orElse(Double.NaN);
      ledger.finding(
          "No column alone tells the label or the answer with an area of " + SHORTCUT + " or more.",
          "largest area for the label",
          most);
    }
    ledger.table(
        "columns",
        List.of("column", "tells the label", "tells the answer"),
        table.stream()
            .sorted(Comparator.comparingDouble((List<Object> l) -> -(double) l.get(1)))
            .limit(SHOWN)
            .toList());
    subject.train().ifPresent(train -> twins(rows, train, ledger));
  }

  /** Rows that the model may have seen. */
  private static void twins(AuditRows rows, AuditRows train, Ledger ledger) {
    Set<String> seen = new HashSet<>();
    Arrays.stream(train.values()).forEach(r -> seen.add(Arrays.toString(r)));
    int twins =
        (int)
            IntStream.range(0, rows.size())
                .filter(i -> seen.contains(Arrays.toString(rows.values()[i])))
                .count();
    ledger.finding(
        twins == 0
            ? "No audited row stands among the training rows."
            : twins
                + " of "
                + rows.size()
                + " audited rows stand among the training rows; what is measured on them flatters"
                + " the model.",
        "rows in both tables",
        twins,
        "rows",
        rows.size());
  }
}
