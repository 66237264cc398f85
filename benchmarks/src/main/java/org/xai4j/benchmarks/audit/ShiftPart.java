package org.xai4j.benchmarks.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.xai4j.core.data.TableSchema;
import org.xai4j.evaluation.statistics.Holm;
import org.xai4j.evaluation.statistics.Shift;

/** Whether the audited rows look like the training rows, and are explained alike. */
final class ShiftPart {
  private ShiftPart() {}

  static void report(
      AuditSubject subject, AuditSettings settings, AuditShapley explained, Ledger ledger) {
    if (subject.train().isEmpty()) {
      ledger.section(
          "shift",
          "Shift",
          "No training rows were given (--train), so that neither their shift nor what a model"
              + " without the attribute would do is told.");
      return;
    }
    AuditRows train = subject.train().get();
    AuditRows rows = subject.rows();
    ledger.section(
        "shift",
        "Shift",
        "Whether the audited rows are distributed as the training rows: Kolmogorov and Smirnov's"
            + " test of numbers, χ² of categories, with Holm's correction; PSI is the population"
            + " stability index.");
    List<String> names = new ArrayList<>();
    List<Shift> shifts = new ArrayList<>();
    for (int c = 0; c < subject.schema().width(); c++) {
      TableSchema.Column column = subject.schema().columns().get(c);
      names.add(column.words());
      shifts.add(
          column.categorical()
              ? Shift.ofCategories(
                  counts(train.column(c), column.labels().size()),
                  counts(rows.column(c), column.labels().size()))
              : Shift.ofNumbers(train.column(c), rows.column(c)));
    }
    names.add("label");
    shifts.add(
        Shift.ofCategories(counts(train.outcomes().labels()), counts(rows.outcomes().labels())));
    names.add("score");
    shifts.add(Shift.ofNumbers(train.outcomes().scores(), rows.outcomes().scores()));
    tell(
        "columns",
        "are distributed otherwise than in training",
        "distribution",
        names,
        shifts,
        ledger);
    AuditShapley before = AuditShapley.of(subject, train, settings);
    double[] first = before.sizes();
    double[] second = explained.sizes();
    List<Shift> drift =
        IntStream.range(0, first.length)
            .mapToObj(c -> Shift.ofNumbers(before.column(c), explained.column(c)))
            .toList();
    ledger
        .page()
        .text(
            "Drift of explanations: the same test of each column's Shapley values on "
                + before.rows().length
                + " training and "
                + explained.rows().length
                + " audited rows; the mean size tells what the model relies on.");
    double[] holm = Holm.correct(drift.stream().mapToDouble(Shift::p).toArray());
    List<List<Object>> table = new ArrayList<>();
    IntStream.range(0, first.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> -second[c]))
        .limit(10)
        .forEach(
            c ->
                table.add(
                    List.of(names.get(c), first[c], second[c], drift.get(c).statistic(), holm[c])));
    ledger.table(
        "explanations",
        List.of("column", "mean size in training", "mean size audited", "D", "p (Holm)"),
        table);
    long moved = Arrays.stream(holm).filter(p -> p < 0.05).count();
    ledger.finding(
        moved == 0
            ? "No column's explanations are shown to drift."
            : "The explanations of " + moved + " of " + holm.length + " columns drift.",
        "columns that drift",
        (int) moved,
        "columns",
        holm.length);
  }

  private static void tell(
      String id, String what, String of, List<String> names, List<Shift> shifts, Ledger ledger) {
    double[] holm = Holm.correct(shifts.stream().mapToDouble(Shift::p).toArray());
    List<List<Object>> table = new ArrayList<>();
    List<String> moved = new ArrayList<>();
    for (int i = 0; i < holm.length; i++) {
      Shift shift = shifts.get(i);
      table.add(List.of(names.get(i), shift.statistic(), shift.p(), holm[i], shift.psi()));
      if (holm[i] < 0.05) {
        moved.add("“" + names.get(i) + "”");
      }
    }
    ledger.table(id, List.of("column", "statistic", "p", "p (Holm)", "PSI"), table);
    ledger.finding(
        moved.isEmpty()
            ? "No " + of + " is shown to shift."
            : String.join(", ", moved) + " " + what + ".",
        "shifted",
        moved.size(),
        "tested",
        holm.length);
  }

  private static long[] counts(double[] values, int categories) {
    long[] counts = new long[categories];
    Arrays.stream(values).filter(v -> v >= 0 && v < categories).forEach(v -> counts[(int) v]++);
    return counts;
  }

  private static long[] counts(int[] labels) {
    return counts(Arrays.stream(labels).asDoubleStream().toArray(), 2);
  }
}
