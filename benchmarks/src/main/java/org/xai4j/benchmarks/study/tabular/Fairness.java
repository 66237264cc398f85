package org.xai4j.benchmarks.study.tabular;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.xai4j.core.data.TableSchema;
import org.xai4j.evaluation.fairness.GroupFairness;
import org.xai4j.evaluation.fairness.Outcomes;
import org.xai4j.evaluation.fairness.ProtectedGroups;
import org.xai4j.evaluation.statistics.Bootstrap.Interval;

/**
 * Outcome and attribution by protected group, as differences between two groups with 95 % bootstrap
 * intervals over rows drawn again within each group.
 */
final class Fairness {
  private static final int RESAMPLES = 2000;

  private Fairness() {}

  /**
   * Two groups of rows.
   *
   * @param name of the protected attribute
   * @param column it stands in
   * @param first name of the first group
   * @param one rows of the first group
   * @param second name of the second group
   * @param other rows of the second group
   */
  private record Groups(
      String name, int column, String first, int[] one, String second, int[] other) {}

  static void report(TabularStudy.Scene scene) {
    scene.run().note("fairness");
    List<List<Object>> outcome = new ArrayList<>();
    List<List<Object>> attribution = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (Groups g : groups(scene)) {
      if (g.one().length < 2 || g.other().length < 2) {
        words.add("By " + g.name() + " there are too few rows of one group among those explained.");
        continue;
      }
      measure(scene, g, outcome, words);
      attribute(scene, g, attribution, words);
    }
    scene
        .run()
        .page()
        .heading("Fairness")
        .text(
            "Differences between two groups of test rows: of the share granted (demographic"
                + " parity), of the share granted among loans that were good (equal opportunity),"
                + " and of what the mean probability exceeds the share of good loans by"
                + " (calibration); 0 is equal, intervals are 95 % bootstrap intervals. The test set"
                + " is small, so wide intervals are expected.")
        .list(words)
        .table(
            List.of(
                "attribute",
                "groups (rows)",
                "measure",
                "first",
                "second",
                "difference",
                "95 % interval"),
            outcome)
        .text(
            "Mean SHAP value of the attribute's own column, and of the columns in which the two"
                + " groups differ most: these speak differently for the groups and may stand for"
                + " the attribute (proxies) even if its own column were left out.")
        .table(
            List.of(
                "attribute", "column", "role", "first", "second", "difference", "95 % interval"),
            attribution);
  }

  private static List<Groups> groups(TabularStudy.Scene scene) {
    TableSchema schema = scene.data().schema();
    int status = schema.index("personal_status");
    int age = schema.index("age");
    int foreign = schema.index("foreign_worker");
    List<String> labels = schema.columns().get(status).labels();
    double[][] rows = scene.rows();
    return List.of(
        groups(
            "sex",
            status,
            "women",
            "men",
            i -> labels.get((int) rows[i][status]).equals("woman") ? 1 : 0,
            rows.length),
        groups("age", age, "up to 25 years", "older", i -> rows[i][age] <= 25 ? 1 : 0, rows.length),
        groups(
            "foreign worker",
            foreign,
            "yes",
            "no",
            i -> rows[i][foreign] == 0 ? 1 : 0,
            rows.length));
  }

  private static Groups groups(
      String name, int column, String first, String second, IntToDoubleFunction inFirst, int rows) {
    return new Groups(
        name,
        column,
        first,
        IntStream.range(0, rows).filter(i -> inFirst.applyAsDouble(i) == 1).toArray(),
        second,
        IntStream.range(0, rows).filter(i -> inFirst.applyAsDouble(i) == 0).toArray());
  }

  private static void measure(
      TabularStudy.Scene scene, Groups g, List<List<Object>> table, List<String> words) {
    int[] labels = scene.test().labels();
    IntToDoubleFunction granted = i -> scene.answer(i);
    IntToDoubleFunction grantedGood = i -> labels[i] == 1 ? scene.answer(i) : Double.NaN;
    IntToDoubleFunction excess = i -> scene.probabilities()[i][1] - labels[i];
    Interval parity = line(scene, g, "demographic parity", granted, table);
    line(scene, g, "equal opportunity", grantedGood, table);
    line(scene, g, "calibration", excess, table);
    String verdict =
        parity.contains(0)
            ? "a difference is not shown"
            : "the difference is more than chance explains";
    words.add(
        String.format(
            Locale.ROOT,
            "By %s, %s are granted a loan %.0f points %s often than %s; %s.",
            g.name(),
            g.first().equals("yes") ? "foreign workers" : g.first(),
            Math.abs(100 * parity.mean()),
            parity.mean() < 0 ? "less" : "more",
            g.second().equals("no") ? "others" : g.second(),
            verdict));
  }

  private static Interval line(
      TabularStudy.Scene scene,
      Groups g,
      String measure,
      IntToDoubleFunction value,
      List<List<Object>> table) {
    Interval d = difference(scene, g, value);
    table.add(
        List.of(
            g.name(),
            g.first() + " (" + g.one().length + "), " + g.second() + " (" + g.other().length + ")",
            measure,
            mean(g.one(), value),
            mean(g.other(), value),
            d.mean(),
            TabularStudy.interval(d.low(), d.high())));
    scene.result("fairness by " + g.name(), measure, d.mean(), d.low(), d.high());
    return d;
  }

  private static double mean(int[] rows, IntToDoubleFunction value) {
    return Arrays.stream(rows)
        .mapToDouble(value)
        .filter(v -> !Double.isNaN(v))
        .average()
        .orElse(Double.NaN);
  }

  private static Interval difference(
      TabularStudy.Scene scene, Groups g, IntToDoubleFunction value) {
    int n = scene.rows().length;
    int[] members = new int[n];
    double[] values = new double[n];
    Arrays.setAll(values, value);
    Arrays.stream(g.other()).forEach(i -> members[i] = 1);
    Outcomes outcomes =
        new Outcomes(
            new double[0],
            IntStream.range(0, n).map(scene::answer).toArray(),
            scene.test().labels());
    return new GroupFairness(
            outcomes,
            new ProtectedGroups(g.name(), List.of(g.first(), g.second()), members),
            RESAMPLES,
            scene.run().experiment().seed())
        .difference(0, 1, values);
  }

  private static void attribute(
      TabularStudy.Scene scene, Groups g, List<List<Object>> table, List<String> words) {
    List<Integer> proxies =
        IntStream.range(0, scene.names().size())
            .filter(c -> c != g.column())
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    (Integer c) ->
                        -Math.abs(
                            mean(g.one(), i -> scene.shap()[i][c])
                                - mean(g.other(), i -> scene.shap()[i][c]))))
            .limit(3)
            .toList();
    attribution(scene, g, g.column(), "the attribute itself", table);
    List<String> shown = new ArrayList<>();
    for (int c : proxies) {
      Interval d = attribution(scene, g, c, "possible proxy", table);
      if (!d.contains(0)) {
        shown.add(scene.names().get(c));
      }
    }
    if (!shown.isEmpty()) {
      words.add(
          "By "
              + g.name()
              + ", the groups also get different credit for "
              + String.join(", ", shown)
              + ".");
    }
  }

  private static Interval attribution(
      TabularStudy.Scene scene, Groups g, int column, String role, List<List<Object>> table) {
    IntToDoubleFunction value = i -> scene.shap()[i][column];
    Interval d = difference(scene, g, value);
    table.add(
        List.of(
            g.name(),
            scene.names().get(column),
            role,
            mean(g.one(), value),
            mean(g.other(), value),
            d.mean(),
            TabularStudy.interval(d.low(), d.high())));
    scene.result(
        "attribution by " + g.name(), scene.names().get(column), d.mean(), d.low(), d.high());
    return d;
  }
}
