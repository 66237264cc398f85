package org.xai4j.benchmarks.study.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.randomisation.Mprt;
import org.xai4j.evaluation.randomisation.Randomised;
import org.xai4j.evaluation.similarity.Similarity;
import org.xai4j.evaluation.statistics.Bootstrap;

/**
 * Sanity checks for saliency maps (Adebayo et al. 2018): the layers of a network are randomised one
 * after the other, from the last to the first; the attributions of a method that explains the
 * network must change.
 */
public final class SanityChecksStudy implements Study {
  private static final List<String> SUSPECTS = List.of("guided-backprop", "guided-grad-cam");

  /** Made by the {@code ServiceLoader}. */
  public SanityChecksStudy() {}

  @Override
  public String id() {
    return "sanity-checks";
  }

  @Override
  public void run(StudyRun run) {
    Explained.Digits digits = Explained.Digits.of(run);
    List<Explained> methods =
        Explained.all(run, "attributions", digits.model(), digits.inputs(), run.context());
    List<Similarity> similarities = List.of(Similarity.SPEARMAN, Similarity.SSIM, Similarity.HOG);
    run.progress().begin("sanity checks", (long) methods.size() * similarities.size());
    List<String> layers =
        new ArrayList<>(
            Randomised.layers(digits.model()).stream().map(layer -> layer.name()).toList());
    Collections.reverse(layers);
    run.page()
        .lead(
            "Layers get random weights from the output downwards ("
                + String.join(", ", layers)
                + "). What stays alike did not come from the weights. On "
                + digits.labels().length
                + " digits.");
    Bootstrap bootstrap =
        new Bootstrap(digits.labels().length, Explained.RESAMPLES, run.experiment().seed());
    List<List<Object>> results = new ArrayList<>();
    for (Similarity similarity : similarities) {
      Map<String, Scores> scores = new LinkedHashMap<>();
      for (Explained method : methods) {
        Mprt metric = new Mprt(Randomised.Order.TOP_DOWN, similarity, true);
        scores.put(method.label(), method.score(run, similarity.name(), metric));
        run.progress().advance(1);
      }
      report(run, similarity, scores, bootstrap, results);
    }
    run.progress().end();
    run.results(
        List.of("similarity", "method", "layers randomised", "value", "low", "high"), results);
  }

  private static void report(
      StudyRun run,
      Similarity similarity,
      Map<String, Scores> scores,
      Bootstrap bootstrap,
      List<List<Object>> results) {
    List<LineChart.Line> lines = new ArrayList<>();
    List<List<Object>> table = new ArrayList<>();
    scores.forEach(
        (label, own) -> {
          int count = own.points().length;
          double[] x = new double[count + 1];
          double[] y = new double[count + 1];
          y[0] = 1;
          double[] mean = Explained.mean(own);
          List<Object> row = new ArrayList<>(List.of(label));
          for (int l = 0; l < count; l++) {
            x[l + 1] = l + 1;
            y[l + 1] = mean[l];
            Bootstrap.Interval at = bootstrap.mean(column(own, l));
            results.add(List.of(similarity.name(), label, l + 1, at.mean(), at.low(), at.high()));
            row.add(Explained.words(at));
          }
          table.add(row);
          lines.add(LineChart.Line.of(lines.size(), label, x, y));
        });
    List<String> columns = new ArrayList<>(List.of("method"));
    int layers = lines.get(0).x().length - 1;
    for (int l = 1; l <= layers; l++) {
      columns.add(l + (l == 1 ? " layer" : " layers"));
    }
    run.page()
        .heading(
            switch (similarity) {
              case SPEARMAN -> "Rank correlation of absolute values";
              case SSIM -> "Structural similarity of absolute values";
              case HOG -> "Correlation of oriented gradients";
              case PEARSON -> "Correlation of absolute values";
            });
    for (String suspect : SUSPECTS) {
      Scores other = scores.get(suspect);
      for (String sound : List.of("gradient", "grad-cam")) {
        Scores one = scores.get(sound);
        if (other != null && one != null) {
          Bootstrap.Interval d =
              bootstrap.difference(column(other, layers - 1), column(one, layers - 1));
          String line =
              String.format(
                  Locale.ROOT,
                  "%s: with all layers random, %s stays %s %s: difference %s",
                  similarity,
                  suspect,
                  d.low() > 0
                      ? "more alike than"
                      : d.high() < 0 ? "less alike than" : "as alike as",
                  sound,
                  Explained.words(d));
          run.page().finding(line + ".");
          run.say(line);
        }
      }
    }
    run.page()
        .svg(
            "Similarity with the trained network's attributions, mean over rows",
            LineChart.draw(
                similarity + " against the number of random layers",
                new LineChart.Axis("layers randomised", LineChart.Scale.LINEAR),
                new LineChart.Axis("similarity", LineChart.Scale.LINEAR),
                lines,
                true))
        .table(columns, table);
  }

  private static double[] column(Scores scores, int layer) {
    return Arrays.stream(scores.curves()).mapToDouble(c -> c[layer]).toArray();
  }
}
