package org.xai4j.benchmarks.study.tabular;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.xai4j.agnostic.effects.AccumulatedEffects;
import org.xai4j.agnostic.effects.IndividualExpectation;
import org.xai4j.agnostic.effects.PartialDependence;
import org.xai4j.agnostic.importance.AnovaF;
import org.xai4j.agnostic.importance.MmdPrototypes;
import org.xai4j.agnostic.importance.MutualInformation;
import org.xai4j.agnostic.importance.PermutationImportance;
import org.xai4j.benchmarks.report.BarChart;
import org.xai4j.benchmarks.report.BeeswarmChart;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.benchmarks.report.ScatterChart;
import org.xai4j.benchmarks.report.SurfaceChart;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.explanation.Prototypes;
import org.xai4j.core.words.SentenceLanguage;
import org.xai4j.core.words.Sentences;
import org.xai4j.evaluation.statistics.Correlation;

/** The whole model: importance, dependence, curves, selection of features, prototypes. */
final class WholeModel {
  private static final int SHOWN = 10;
  private static final int CURVES = 4;

  private WholeModel() {}

  static void report(TabularStudy.Scene scene) {
    scene.run().note("the whole model");
    double[] size = size(scene.shap());
    List<Integer> order = order(size);
    scene
        .run()
        .page()
        .heading("The whole model")
        .text(
            "Kernel SHAP values of the log-odds of “"
                + scene.data().schema().outcome(1)
                + "” for all explained test rows: a dot per row, red where the feature is high (or"
                + " its category late in the list), blue where it is low.")
        .svg(
            "SHAP values of the test rows",
            BeeswarmChart.draw(
                "SHAP values of the test rows by feature",
                scene.names(),
                scene.shap(),
                scene.rows(),
                SHOWN))
        .svg(
            "Mean absolute SHAP value",
            BarChart.draw(
                "Mean absolute SHAP value by feature",
                order.stream()
                    .limit(SHOWN)
                    .map(c -> BarChart.Bar.of(scene.names().get(c), size[c]))
                    .toList()));
    importance(scene, size);
    dependence(scene, order);
    curves(scene, order);
    prototypes(scene);
  }

  static double[] size(double[][] values) {
    double[] size = new double[values[0].length];
    for (double[] row : values) {
      for (int c = 0; c < size.length; c++) {
        size[c] += Math.abs(row[c]) / values.length;
      }
    }
    return size;
  }

  static List<Integer> order(double[] size) {
    return IntStream.range(0, size.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> -size[c]))
        .toList();
  }

  private static void importance(TabularStudy.Scene scene, double[] size) {
    var labelled = scene.context().with(Target.of(scene.test().labels()));
    GlobalImportance permuted =
        new PermutationImportance(20, PermutationImportance.Loss.ACCURACY, false)
            .explain(scene.model(), scene.test().inputs(), labelled);
    GlobalImportance bits =
        new MutualInformation().explain(scene.model(), scene.test().inputs(), labelled);
    GlobalImportance f = new AnovaF().explain(scene.model(), scene.test().inputs(), labelled);
    List<List<Object>> rows = new ArrayList<>();
    for (int c : order(size)) {
      GlobalImportance.Feature p = permuted.features().get(c);
      rows.add(
          List.of(
              scene.names().get(c),
              size[c],
              p.value(),
              TabularStudy.interval(p.low(), p.high()),
              bits.features().get(c).value(),
              f.features().get(c).value()));
      scene.result("permutation importance", p.name(), p.value(), p.low(), p.high());
    }
    double[] score = values(permuted);
    scene
        .run()
        .page()
        .heading("Explaining a model is not selecting features")
        .text(
            "Mean absolute SHAP value and permutation importance (loss of accuracy over 20"
                + " shuffles) tell what this model uses. Mutual information and the F statistic tell"
                + " what a column by itself says of the true class, without any model: columns that"
                + " only matter together with others, or that others make superfluous, differ.")
        .svg(
            "Permutation importance, with 95 % intervals",
            BarChart.draw(
                "Permutation importance by feature",
                order(score).stream()
                    .limit(SHOWN)
                    .map(
                        c -> {
                          GlobalImportance.Feature p = permuted.features().get(c);
                          return new BarChart.Bar(
                              scene.names().get(c), p.value(), p.low(), p.high());
                        })
                    .toList()))
        .svg(
            "Mutual information with the true class, in bits",
            BarChart.draw(
                "Mutual information by feature",
                order(values(bits)).stream()
                    .limit(SHOWN)
                    .map(c -> BarChart.Bar.of(scene.names().get(c), bits.features().get(c).value()))
                    .toList()))
        .table(
            List.of(
                "feature",
                "mean |SHAP|",
                "permutation",
                "95 % interval",
                "mutual information, bits",
                "F"),
            rows)
        .text(
            "Rank correlation with mean |SHAP|: permutation importance "
                + round(Correlation.spearman(size, score))
                + ", mutual information "
                + round(Correlation.spearman(size, values(bits)))
                + ", F statistic "
                + round(Correlation.spearman(size, values(f)))
                + ".");
    scene.result(
        "rank correlation with mean |SHAP|",
        "permutation",
        Correlation.spearman(size, score),
        0,
        0);
    scene.result(
        "rank correlation with mean |SHAP|",
        "bits",
        Correlation.spearman(size, values(bits)),
        0,
        0);
    scene.result(
        "rank correlation with mean |SHAP|", "F", Correlation.spearman(size, values(f)), 0, 0);
  }

  private static double[] values(GlobalImportance importance) {
    return importance.features().stream().mapToDouble(GlobalImportance.Feature::value).toArray();
  }

  private static String round(double value) {
    return String.format(java.util.Locale.ROOT, "%.2f", value).replace('-', '−');
  }

  private static void dependence(TabularStudy.Scene scene, List<Integer> order) {
    scene
        .run()
        .page()
        .heading("Dependence")
        .text(
            "The SHAP value of a feature against the feature, coloured by the feature whose values"
                + " go most with what is left (blue low, red high).");
    double[][] rows = scene.rows();
    for (int c : order.subList(0, Math.min(3, order.size()))) {
      double[] x = column(rows, c);
      double[] y = column(scene.shap(), c);
      int partner = partner(rows, x, y, c);
      scene
          .run()
          .page()
          .svg(
              scene.names().get(c) + ", coloured by " + scene.names().get(partner),
              ScatterChart.draw(
                  "SHAP value of " + scene.names().get(c),
                  axis(scene.data().schema().columns().get(c)),
                  "SHAP value",
                  x,
                  y,
                  scene.names().get(partner),
                  shares(column(rows, partner))));
    }
  }

  private static String axis(TableSchema.Column column) {
    if (column.categorical()) {
      List<String> labels = new ArrayList<>();
      for (int i = 0; i < column.labels().size(); i++) {
        labels.add(i + " " + column.labels().get(i));
      }
      String text = String.join(", ", labels);
      return text.length() > 60 ? column.words() + " (category number)" : text;
    }
    return name(column);
  }

  private static String name(TableSchema.Column column) {
    return column.unit().isEmpty() ? column.words() : column.words() + ", " + column.unit();
  }

  private static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(r -> r[column]).toArray();
  }

  /** The column most correlated with what a mean over equal thirds of the feature leaves. */
  private static int partner(double[][] rows, double[] x, double[] y, int self) {
    double[] shares = shares(x);
    double[] sums = new double[10];
    double[] counts = new double[10];
    for (int i = 0; i < x.length; i++) {
      int cell = Math.min(9, (int) (shares[i] * 10));
      sums[cell] += y[i];
      counts[cell]++;
    }
    double[] left = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int cell = Math.min(9, (int) (shares[i] * 10));
      left[i] = y[i] - sums[cell] / counts[cell];
    }
    int best = self == 0 ? 1 : 0;
    double most = -1;
    for (int c = 0; c < rows[0].length; c++) {
      double r = c == self ? -1 : Math.abs(Correlation.spearman(column(rows, c), left));
      if (r > most) {
        most = r;
        best = c;
      }
    }
    return best;
  }

  /** Ranks from 0 to 1. */
  private static double[] shares(double[] values) {
    return Arrays.stream(Correlation.ranks(values))
        .map(r -> (r - 1) / Math.max(1, values.length - 1))
        .toArray();
  }

  private static void curves(TabularStudy.Scene scene, List<Integer> order) {
    List<String> columns =
        order.stream()
            .filter(c -> !scene.data().schema().columns().get(c).categorical())
            .limit(CURVES)
            .map(c -> scene.data().schema().columns().get(c).name())
            .toList();
    Curves ice =
        new IndividualExpectation(20, columns)
            .explain(scene.model(), scene.test().inputs(), scene.context());
    Curves ale =
        new AccumulatedEffects(20, columns)
            .explain(scene.model(), scene.test().inputs(), scene.context());
    scene
        .run()
        .page()
        .heading("Curves")
        .text(
            "Log-odds of “"
                + scene.data().schema().outcome(1)
                + "” as one column takes each value: thirty single rows (ICE, thin), their mean over"
                + " all rows (partial dependence) and the accumulated local effects (ALE, dashed,"
                + " moved to the same mean), which only ask near the data.");
    for (int i = 0; i < columns.size(); i++) {
      Curves.Curve curve = ice.curves().get(i);
      Curves.Curve local = ale.curves().get(i);
      List<LineChart.Line> lines = new ArrayList<>();
      for (int r = 0; r < Math.min(30, curve.rows().length); r++) {
        lines.add(
            new LineChart.Line("", "row " + r, curve.grid(), curve.rows()[r], "#d5dae5", false));
      }
      double level = mean(curve.mean()) - mean(local.mean());
      double[] moved = Arrays.stream(local.mean()).map(v -> v + level).toArray();
      lines.add(
          new LineChart.Line(
              "", "partial dependence", curve.grid(), curve.mean(), LineChart.colour(0), false));
      lines.add(new LineChart.Line("", "ALE", local.grid(), moved, LineChart.colour(1), true));
      TableSchema.Column column = scene.data().schema().columns().get(curve.column());
      scene
          .run()
          .page()
          .svg(
              column.words(),
              LineChart.draw(
                  "Score by " + column.words(),
                  new LineChart.Axis(axis(column), LineChart.Scale.LINEAR),
                  new LineChart.Axis("log-odds", LineChart.Scale.LINEAR),
                  lines,
                  false));
    }
    scene
        .run()
        .page()
        .list(Sentences.of(SentenceLanguage.ENGLISH, scene.data().schema()).curves(ale));
    surfaces(scene, order);
  }

  /** The partial dependence of the pairs of the most important features. */
  private static void surfaces(TabularStudy.Scene scene, List<Integer> order) {
    List<String> names =
        order.stream().limit(3).map(c -> scene.data().schema().columns().get(c).name()).toList();
    List<String> pairs =
        List.of(
            names.get(0) + ":" + names.get(1),
            names.get(0) + ":" + names.get(2),
            names.get(1) + ":" + names.get(2));
    Curves found =
        new PartialDependence(12, names, pairs)
            .explain(scene.model(), scene.test().inputs(), scene.context());
    scene
        .run()
        .page()
        .text(
            "The mean log-odds of “"
                + scene.data().schema().outcome(1)
                + "” as two of the three most important columns take each pair of values (partial"
                + " dependence, blue low, red high). What no sum of two curves gives is an"
                + " interaction.");
    for (Curves.Surface s : found.surfaces()) {
      String first = scene.names().get(s.first());
      String second = scene.names().get(s.second());
      scene
          .run()
          .page()
          .svg(
              first + " and " + second,
              SurfaceChart.draw(
                  "Score by " + first + " and " + second,
                  name(scene.data().schema().columns().get(s.first())),
                  shown(scene, s.first(), s.across()),
                  name(scene.data().schema().columns().get(s.second())),
                  shown(scene, s.second(), s.up()),
                  s.mean()));
      scene.result("interaction in the surface", first + ", " + second, s.interaction(), 0, 0);
    }
    List<String> words =
        Sentences.of(SentenceLanguage.ENGLISH, scene.data().schema()).curves(found).stream()
            .skip(found.curves().size())
            .toList();
    scene.run().page().list(words);
  }

  private static List<String> shown(TabularStudy.Scene scene, int column, double[] values) {
    return Arrays.stream(values)
        .mapToObj(
            v ->
                scene.data().schema().columns().get(column).categorical()
                    ? Decisions.show(scene.data().schema(), column, v)
                    : Numbers.brief(v))
        .toList();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }

  private static void prototypes(TabularStudy.Scene scene) {
    Prototypes p =
        new MmdPrototypes(4, 4, 0.5)
            .explain(scene.model(), scene.test().inputs(), scene.context().with(Target.argmax()));
    List<String> columns = new ArrayList<>(List.of("kind", "test row", "answer"));
    List<Integer> order = order(size(scene.shap())).subList(0, 6);
    order.forEach(c -> columns.add(scene.names().get(c)));
    List<List<Object>> rows = new ArrayList<>();
    p.prototypes().forEach(e -> rows.add(example(scene, "prototype", e, order)));
    p.criticisms().forEach(e -> rows.add(example(scene, "criticism", e, order)));
    scene
        .run()
        .page()
        .heading("Typical rows and others")
        .text(
            "Prototypes stand for the test rows (least maximum mean discrepancy); criticisms are"
                + " rows that they represent badly. The six most important columns are shown.")
        .table(columns, rows);
  }

  private static List<Object> example(
      TabularStudy.Scene scene, String kind, Prototypes.Example e, List<Integer> order) {
    List<Object> row =
        new ArrayList<>(List.of(kind, e.index(), scene.data().schema().outcome(e.answered())));
    order.forEach(c -> row.add(Decisions.show(scene.data().schema(), c, e.row()[c])));
    return row;
  }
}
