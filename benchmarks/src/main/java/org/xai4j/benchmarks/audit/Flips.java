package org.xai4j.benchmarks.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.fairness.ProtectedGroups;
import org.xai4j.evaluation.fairness.Transport;

/** What answers change when rows of one group are given the values of another. */
final class Flips {
  private Flips() {}

  static void report(
      AuditSubject subject,
      AuditSettings settings,
      ProtectedGroups grouping,
      List<Integer> columns,
      List<Integer> dependants,
      Ledger ledger) {
    List<List<Object>> table = new ArrayList<>();
    double most = 0;
    int groups = grouping.names().size();
    List<List<Integer>> own = columns.isEmpty() ? List.of() : List.of(columns);
    List<List<Integer>> all = new ArrayList<>(own);
    all.addAll(units(subject.schema(), dependants, columns));
    for (int from = 0; from < groups; from++) {
      for (int to = 0; to < groups; to++) {
        if (from == to) {
          continue;
        }
        if (!columns.isEmpty()) {
          Flip only = flip(subject, settings, grouping, from, to, own);
          most = Math.max(most, only.changed());
          table.add(only.line("attribute", grouping, from, to));
        }
        if (!dependants.isEmpty()) {
          String what = columns.isEmpty() ? "dependants" : "attribute and dependants";
          table.add(
              flip(subject, settings, grouping, from, to, all).line(what, grouping, from, to));
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
                + " the columns that depend on it; columns of 0 and 1 that stand for one category"
                + " change together. That is what a change of group would bring if all dependence"
                + " ran from the attribute to the columns; no table can tell whether it does.");
    if (!columns.isEmpty()) {
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

  /** The columns that change together, of all units that hold one of those that depend. */
  static List<List<Integer>> units(
      TableSchema schema, List<Integer> dependants, List<Integer> without) {
    return schema.units().stream()
        .filter(unit -> unit.stream().anyMatch(dependants::contains))
        .filter(unit -> unit.stream().noneMatch(without::contains))
        .toList();
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
      List<List<Integer>> units) {
    int[] rows = grouping.rows(from);
    double[][] moved =
        Arrays.stream(subject.rows().values(rows)).map(double[]::clone).toArray(double[][]::new);
    SplitRandom random = SplitRandom.of(settings.seed()).split("flip");
    for (List<Integer> unit : units) {
      TableSchema.Column first = subject.schema().columns().get(unit.get(0));
      SplitRandom own = random.split(first.name());
      if (unit.size() == 1) {
        double[] values = subject.rows().column(unit.get(0));
        boolean whole =
            first.categorical() || Arrays.stream(values).allMatch(v -> v == Math.rint(v));
        double[] other = Transport.move(values, rows, grouping.rows(to), whole, own);
        for (int i = 0; i < rows.length; i++) {
          moved[i][unit.get(0)] = other[i];
        }
        continue;
      }
      double[] categories = categories(subject.rows().values(), unit);
      double[] other = Transport.move(categories, rows, grouping.rows(to), true, own);
      for (int i = 0; i < rows.length; i++) {
        for (int k = 0; k < unit.size(); k++) {
          moved[i][unit.get(k)] = other[i] == k ? 1 : 0;
        }
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

  /** Which of a unit's columns holds the 1; −1 for none. */
  private static double[] categories(double[][] rows, List<Integer> unit) {
    double[] categories = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      categories[i] = -1;
      for (int k = 0; k < unit.size(); k++) {
        if (rows[i][unit.get(k)] == 1) {
          categories[i] = k;
        }
      }
    }
    return categories;
  }
}
