package org.xai4j.benchmarks.study.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.faithfulness.Aopc;
import org.xai4j.evaluation.statistics.Bootstrap;
import org.xai4j.evaluation.statistics.Correlation;

/**
 * Region perturbation (Bach et al. 2015, Samek et al. 2017): which method's order of regions makes
 * the score fall fastest, and does the answer depend on what stands for a removed region?
 * Parameter: {@code baselines}, separated by commas.
 */
public final class PixelFlippingStudy implements Study {
  /** Made by the {@code ServiceLoader}. */
  public PixelFlippingStudy() {}

  @Override
  public String id() {
    return "pixel-flipping";
  }

  @Override
  public void run(StudyRun run) {
    Explained.Digits digits = Explained.Digits.of(run);
    List<String> baselines = List.of(run.param("baselines", "zeros,mean,0.5,1").split(","));
    Context context = run.context();
    List<Explained> methods =
        Explained.all(run, "attributions", digits.model(), digits.inputs(), context);
    FeatureGroups regions = FeatureGroups.parse(run.experiment().groups());
    run.progress().begin("region perturbation", (long) methods.size() * baselines.size());
    Aopc metric = new Aopc();
    Map<String, List<Scores>> scores = new LinkedHashMap<>();
    for (String baseline : baselines) {
      Context removing = context.with(regions).with(Baseline.parse(baseline));
      List<Scores> own = new ArrayList<>();
      for (Explained method : methods) {
        own.add(method.score(run, "baseline-" + baseline, metric, method.subject().with(removing)));
        run.progress().advance(1);
      }
      scores.put(baseline, own);
    }
    run.progress().end();
    report(run, methods, baselines, scores);
  }

  private static void report(
      StudyRun run,
      List<Explained> methods,
      List<String> baselines,
      Map<String, List<Scores>> scores) {
    List<String> labels = methods.stream().map(Explained::label).toList();
    int n = methods.get(0).subject().size();
    Bootstrap bootstrap = new Bootstrap(n, Explained.RESAMPLES, run.experiment().seed());
    List<List<Object>> results = new ArrayList<>();
    List<List<Object>> table = new ArrayList<>();
    List<double[]> means = new ArrayList<>();
    for (String baseline : baselines) {
      List<Scores> own = Objects.requireNonNull(scores.get(baseline));
      means.add(own.stream().mapToDouble(s -> bootstrap.mean(s.values()).mean()).toArray());
      for (int m = 0; m < labels.size(); m++) {
        Bootstrap.Interval aopc = bootstrap.mean(own.get(m).values());
        results.add(List.of(baseline, labels.get(m), aopc.mean(), aopc.low(), aopc.high()));
      }
    }
    for (int m = 0; m < labels.size(); m++) {
      List<Object> row = new ArrayList<>(List.of(labels.get(m)));
      for (String baseline : baselines) {
        row.add(
            Explained.words(
                bootstrap.mean(Objects.requireNonNull(scores.get(baseline)).get(m).values())));
      }
      table.add(row);
    }
    List<Scores> first = Objects.requireNonNull(scores.get(baselines.get(0)));
    List<LineChart.Line> lines = new ArrayList<>();
    for (int m = 0; m < labels.size(); m++) {
      lines.add(
          LineChart.Line.of(m, labels.get(m), first.get(m).points(), Explained.mean(first.get(m))));
    }
    List<String> columns = new ArrayList<>(List.of("method"));
    baselines.forEach(b -> columns.add("baseline " + b));
    double[][] agreement = new double[baselines.size()][baselines.size()];
    List<List<Object>> correlations = new ArrayList<>();
    for (int a = 0; a < baselines.size(); a++) {
      List<Object> row = new ArrayList<>(List.of(baselines.get(a)));
      for (int b = 0; b < baselines.size(); b++) {
        agreement[a][b] = Correlation.spearman(means.get(a), means.get(b));
        row.add(agreement[a][b]);
      }
      correlations.add(row);
    }
    List<String> across = new ArrayList<>(List.of("baseline"));
    across.addAll(baselines);
    run.page()
        .lead(
            "Regions are removed in the order of each explanation, the most relevant first; the"
                + " faster the score falls, the better. On "
                + n
                + " digits.")
        .heading("How fast the score falls");
    claims(run, labels, first, bootstrap);
    run.page()
        .text(
            "f(x) − f(x with the first regions removed), mean over rows; baseline "
                + baselines.get(0)
                + ".")
        .svg(
            "Drop of the logit",
            LineChart.draw(
                "Drop of the logit while regions are removed",
                new LineChart.Axis("regions removed", LineChart.Scale.PERCENT),
                new LineChart.Axis("drop of the logit", LineChart.Scale.LINEAR),
                lines,
                true))
        .text("AOPC, larger is better, with 95 % intervals.")
        .table(columns, table)
        .heading("Does the baseline decide?")
        .text("Spearman's correlation of the methods' orders under every pair of baselines.")
        .table(across, correlations);
    run.results(List.of("baseline", "method", "aopc", "low", "high"), results);
  }

  /** The published order: relevance propagation, then deconvolution, then sensitivity. */
  private static void claims(
      StudyRun run, List<String> labels, List<Scores> scores, Bootstrap bootstrap) {
    List<String> pairs =
        List.of(
            "lrp-epsilon,saliency",
            "lrp-alpha-beta,saliency",
            "lrp-epsilon,deconvnet",
            "deconvnet,saliency",
            "saliency,random");
    for (String pair : pairs) {
      int a = labels.indexOf(pair.split(",")[0]);
      int b = labels.indexOf(pair.split(",")[1]);
      if (a >= 0 && b >= 0) {
        Bootstrap.Interval d = bootstrap.difference(scores.get(a).values(), scores.get(b).values());
        String verdict =
            d.low() > 0 ? "better than" : d.high() < 0 ? "worse than" : "not told apart from";
        String line =
            labels.get(a)
                + " is "
                + verdict
                + " "
                + labels.get(b)
                + ": difference of AOPC "
                + Explained.words(d);
        run.page().finding(line + ".");
        run.say(line);
      }
    }
  }
}
