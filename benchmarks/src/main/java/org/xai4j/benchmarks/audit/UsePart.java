package org.xai4j.benchmarks.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.xai4j.core.data.TableSchema;
import org.xai4j.evaluation.fairness.GroupFairness;
import org.xai4j.evaluation.fairness.ProtectedGroups;
import org.xai4j.evaluation.statistics.Bootstrap.Interval;
import org.xai4j.evaluation.statistics.Dependence;
import org.xai4j.evaluation.statistics.Holm;

/** Whether the model uses a protected attribute, itself or through columns that depend on it. */
final class UsePart {
  private static final int SHOWN = 8;
  private static final int BY_GROUP = 4;

  private UsePart() {}

  static void report(
      AuditSubject subject, AuditSettings settings, AuditShapley explained, Ledger ledger) {
    Optional<RetrainPart.Variant> whole =
        subject.attributes().isEmpty() ? Optional.empty() : RetrainPart.whole(subject, settings);
    for (int a = 0; a < subject.attributes().size(); a++) {
      ProtectedGroups grouping = subject.attributes().get(a);
      List<Integer> columns = subject.columns().get(a);
      ledger.section(
          "use of " + grouping.attribute(),
          "Does the model use " + grouping.attribute() + "?",
          columns.isEmpty()
              ? "The model does not see the attribute; it can only use columns that depend on it."
              : (columns.size() == 1
                      ? "The attribute's column is "
                      : "The attribute's columns are ")
                  + String.join(
                      ", ", columns.stream().map(c -> "“" + words(subject, c) + "”").toList())
                  + ".");
      List<Integer> dependants = proxies(subject, grouping, columns, ledger);
      Flips.report(subject, settings, grouping, columns, dependants, ledger);
      RetrainPart.report(subject, settings, grouping, columns, dependants, whole, ledger);
      attributions(subject, settings, explained, grouping, columns, ledger);
    }
  }

  /** The terms of a linear model: numbers, and indicators of categories. */
  static double[][] term(TableSchema schema, double[][] rows, int column) {
    double[] values =
        Arrays.stream(rows).mapToDouble(r -> Double.isNaN(r[column]) ? 0 : r[column]).toArray();
    if (!schema.columns().get(column).categorical()) {
      return new double[][] {values};
    }
    return IntStream.range(1, schema.columns().get(column).labels().size())
        .mapToObj(k -> Arrays.stream(values).map(v -> v == k ? 1 : 0).toArray())
        .toArray(double[][]::new);
  }

  private static String words(AuditSubject subject, int column) {
    return subject.schema().columns().get(column).words();
  }

  /** Tables what depends on the attribute; gives the columns that do. */
  private static List<Integer> proxies(
      AuditSubject subject, ProtectedGroups grouping, List<Integer> columns, Ledger ledger) {
    AuditRows rows = subject.rows();
    List<Integer> others =
        IntStream.range(0, subject.schema().width())
            .boxed()
            .filter(c -> !columns.contains(c))
            .toList();
    int[] members = grouping.members();
    double[][] indicators =
        IntStream.range(1, grouping.names().size())
            .mapToObj(g -> Arrays.stream(members).mapToDouble(m -> m == g ? 1 : 0).toArray())
            .toArray(double[][]::new);
    if (others.isEmpty()) {
      return List.of();
    }
    Dependence model =
        new Dependence(
            others.stream().map(c -> term(subject.schema(), rows.values(), c)).toList(),
            indicators);
    List<Dependence.Share> shares = model.shares();
    double[] alone = Holm.correct(shares.stream().mapToDouble(Dependence.Share::pAlone).toArray());
    double[] beside = Holm.correct(shares.stream().mapToDouble(Dependence.Share::p).toArray());
    List<List<Object>> table = new ArrayList<>();
    IntStream.range(0, others.size())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -shares.get(i).alone()))
        .limit(SHOWN)
        .forEach(
            i ->
                table.add(
                    List.of(
                        subject.schema().columns().get(others.get(i)).words(),
                        shares.get(i).alone(),
                        alone[i],
                        shares.get(i).beside(),
                        beside[i])));
    ledger.figure("told by all other columns", model.total());
    ledger.table(
        "dependence",
        List.of("column", "tells alone", "p (Holm)", "tells beside others", "p beside (Holm)"),
        table);
    ledger
        .page()
        .text(
            "The share of the attribute's variance that a column tells alone, and beside all other"
                + " columns (partial R² of a linear model); all others together tell "
                + AuditWords.percent(model.total())
                + ". What tells much may stand for the attribute where it is left out (a proxy).");
    List<Integer> dependants =
        IntStream.range(0, others.size())
            .filter(i -> alone[i] < 0.05)
            .mapToObj(others::get)
            .toList();
    ledger.finding(
        dependants.isEmpty()
            ? "No other column is shown to depend on " + grouping.attribute() + "."
            : dependants.size()
                + " of "
                + others.size()
                + " other columns depend on "
                + grouping.attribute()
                + ": "
                + String.join(
                    ", ",
                    dependants.stream()
                        .map(c -> subject.schema().columns().get(c).words())
                        .toList())
                + ".",
        "dependent columns",
        dependants.size(),
        "columns",
        others.size());
    return dependants;
  }

  private static void attributions(
      AuditSubject subject,
      AuditSettings settings,
      AuditShapley explained,
      ProtectedGroups grouping,
      List<Integer> columns,
      Ledger ledger) {
    double[] sizes = explained.sizes();
    double own = explained.size(columns);
    double others =
        IntStream.range(0, sizes.length)
            .filter(c -> !columns.contains(c))
            .mapToDouble(c -> sizes[c])
            .sum();
    if (!columns.isEmpty()) {
      int rank =
          1
              + (int)
                  IntStream.range(0, sizes.length)
                      .filter(c -> !columns.contains(c) && sizes[c] > own)
                      .count();
      int of = sizes.length - columns.size() + 1;
      double share = own + others == 0 ? 0 : own / (own + others);
      ledger.finding(
          (columns.size() == 1 ? "Its column is" : "Its columns are together")
              + " number "
              + rank
              + " of "
              + of
              + " by mean Shapley value, with "
              + AuditWords.percent(share)
              + " of their sum.",
          "rank",
          rank,
          "columns",
          of,
          "share",
          share);
    }
    int[] members = grouping.members();
    int[] some = Arrays.stream(explained.rows()).map(i -> members[i]).toArray();
    ProtectedGroups few = new ProtectedGroups(grouping.attribute(), grouping.names(), some);
    int[] largest =
        IntStream.range(0, grouping.names().size())
            .boxed()
            .sorted(Comparator.comparingInt((Integer g) -> -few.rows(g).length))
            .mapToInt(g -> g)
            .limit(2)
            .sorted()
            .toArray();
    if (few.rows(largest[0]).length < 2 || few.rows(largest[1]).length < 2) {
      return;
    }
    GroupFairness fairness =
        new GroupFairness(
            new org.xai4j.evaluation.fairness.Outcomes(
                new double[0], new int[some.length], new int[some.length]),
            few,
            settings.draws(),
            settings.seed());
    List<List<Object>> table = new ArrayList<>();
    IntStream.range(0, sizes.length)
        .boxed()
        .map(c -> line(subject, explained, fairness, largest, c))
        .sorted(Comparator.comparingDouble(l -> -Math.abs(((Interval) l.get(1)).mean())))
        .limit(BY_GROUP)
        .forEach(table::add);
    String first = grouping.names().get(largest[0]);
    String second = grouping.names().get(largest[1]);
    ledger.table("attributions", List.of("column", "“" + first + "” − “" + second + "”"), table);
    ledger
        .page()
        .text(
            "Differences of the mean Shapley value of a column between the two largest groups:"
                + " where the groups get different credit for the score.");
  }

  private static List<Object> line(
      AuditSubject subject,
      AuditShapley explained,
      GroupFairness fairness,
      int[] groups,
      int column) {
    return List.of(
        subject.schema().columns().get(column).words(),
        fairness.difference(groups[0], groups[1], explained.column(column)));
  }
}
