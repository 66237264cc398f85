package org.xai4j.benchmarks.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.fairness.GroupFairness;
import org.xai4j.evaluation.fairness.ProtectedGroups;
import org.xai4j.evaluation.fairness.Transport;
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
    for (int a = 0; a < subject.attributes().size(); a++) {
      ProtectedGroups grouping = subject.attributes().get(a);
      int column = subject.columns().get(a);
      ledger.section(
          "use of " + grouping.attribute(),
          "Does the model use " + grouping.attribute() + "?",
          column < 0
              ? "The model does not see the attribute; it can only use columns that depend on it."
              : "The attribute's column is “"
                  + subject.schema().columns().get(column).words()
                  + "”.");
      List<Integer> dependants = proxies(subject, grouping, column, ledger);
      flips(subject, settings, grouping, column, dependants, ledger);
      attributions(subject, settings, explained, grouping, column, ledger);
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

  /** Tables what depends on the attribute; gives the columns that do. */
  private static List<Integer> proxies(
      AuditSubject subject, ProtectedGroups grouping, int column, Ledger ledger) {
    AuditRows rows = subject.rows();
    List<Integer> others =
        IntStream.range(0, subject.schema().width()).filter(c -> c != column).boxed().toList();
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

  private static void flips(
      AuditSubject subject,
      AuditSettings settings,
      ProtectedGroups grouping,
      int column,
      List<Integer> dependants,
      Ledger ledger) {
    List<List<Object>> table = new ArrayList<>();
    double most = 0;
    int groups = grouping.names().size();
    for (int from = 0; from < groups; from++) {
      for (int to = 0; to < groups; to++) {
        if (from == to) {
          continue;
        }
        if (column >= 0) {
          Flip only = flip(subject, settings, grouping, from, to, List.of(column));
          most = Math.max(most, only.changed());
          table.add(only.line("attribute", grouping, from, to));
        }
        List<Integer> all = new ArrayList<>(dependants);
        if (column >= 0) {
          all.add(column);
        }
        if (!dependants.isEmpty()) {
          table.add(
              flip(subject, settings, grouping, from, to, all)
                  .line(
                      column < 0 ? "dependants" : "attribute and dependants", grouping, from, to));
        }
      }
    }
    ledger.table(
        "flips",
        List.of("changed", "from", "to", "rows", "answers that change", "mean change of the score"),
        table);
    ledger
        .page()
        .text(
            "Counterfactual fairness (Kusner et al. 2017): rows of one group are given the value at"
                + " the same quantile of the other group, in the attribute's column alone or also in"
                + " the columns that depend on it. That is what a change of group would bring if all"
                + " dependence ran from the attribute to the columns; no table can tell whether it"
                + " does.");
    if (column >= 0) {
      ledger.finding(
          most == 0
              ? "No answer changes when " + grouping.attribute() + " alone is changed."
              : "Changing "
                  + grouping.attribute()
                  + " alone changes up to "
                  + AuditWords.percent(most)
                  + " of a group's answers.",
          "largest share of answers changed",
          most);
    }
  }

  /**
   * What a change of group does.
   *
   * @param rows of the group that is left
   * @param changed share of answers
   * @param mean change of the score
   */
  private record Flip(int rows, double changed, double mean) {
    List<Object> line(String what, ProtectedGroups grouping, int from, int to) {
      return List.of(
          what, grouping.names().get(from), grouping.names().get(to), rows, changed, mean);
    }
  }

  private static Flip flip(
      AuditSubject subject,
      AuditSettings settings,
      ProtectedGroups grouping,
      int from,
      int to,
      List<Integer> columns) {
    int[] rows = grouping.rows(from);
    double[][] moved =
        Arrays.stream(subject.rows().values(rows)).map(double[]::clone).toArray(double[][]::new);
    for (int c : columns) {
      TableSchema.Column column = subject.schema().columns().get(c);
      double[] values = subject.rows().column(c);
      double[] own =
          Transport.move(
              values,
              rows,
              grouping.rows(to),
              column.categorical() || Arrays.stream(values).allMatch(v -> v == Math.rint(v)),
              SplitRandom.of(settings.seed()).split("flip").split(column.name()));
      for (int i = 0; i < own.length; i++) {
        moved[i][c] = own[i];
      }
    }
    Yes.Said said = subject.yes().ask(moved);
    int[] before = subject.rows().outcomes().predicted();
    double[] scores = subject.yes().ask(subject.rows().values(rows)).scores();
    double changed = 0;
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      changed += said.answers()[i] != before[rows[i]] ? 1 : 0;
      sum += said.scores()[i] - scores[i];
    }
    return new Flip(rows.length, changed / rows.length, sum / rows.length);
  }

  private static void attributions(
      AuditSubject subject,
      AuditSettings settings,
      AuditShapley explained,
      ProtectedGroups grouping,
      int column,
      Ledger ledger) {
    double[] sizes = explained.sizes();
    double total = Arrays.stream(sizes).sum();
    if (column >= 0) {
      int rank = 1 + (int) Arrays.stream(sizes).filter(s -> s > sizes[column]).count();
      ledger.finding(
          "Its column is number "
              + rank
              + " of "
              + sizes.length
              + " by mean Shapley value, with "
              + AuditWords.percent(total == 0 ? 0 : sizes[column] / total)
              + " of their sum.",
          "rank",
          rank,
          "columns",
          sizes.length,
          "share",
          total == 0 ? 0 : sizes[column] / total);
    }
    int[] members = grouping.members();
    int[] own = Arrays.stream(explained.rows()).map(i -> members[i]).toArray();
    ProtectedGroups some = new ProtectedGroups(grouping.attribute(), grouping.names(), own);
    int[] largest =
        IntStream.range(0, grouping.names().size())
            .boxed()
            .sorted(Comparator.comparingInt((Integer g) -> -some.rows(g).length))
            .mapToInt(g -> g)
            .limit(2)
            .sorted()
            .toArray();
    if (some.rows(largest[0]).length < 2 || some.rows(largest[1]).length < 2) {
      return;
    }
    GroupFairness fairness =
        new GroupFairness(
            new org.xai4j.evaluation.fairness.Outcomes(
                new double[0], new int[own.length], new int[own.length]),
            some,
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
