package org.xai4j.benchmarks.study.p300;

import java.util.List;
import java.util.Locale;
import org.xai4j.benchmarks.p300.Lda;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.benchmarks.report.ScalpMap;
import org.xai4j.benchmarks.report.TimeMap;

/** The weights of a linear classifier are not where its signal is (Haufe et al. 2014). */
final class LinearPart {
  private LinearPart() {}

  static void add(Setup setup, List<List<Object>> results) {
    Lda lda = Lda.of(setup.train());
    double[][] truth = setup.data().truth().orElse(new double[0][]);
    double[][] filter = map(lda, lda.filter());
    double[][] pattern = map(lda, lda.pattern());
    String found = "";
    if (truth.length > 0) {
      double byFilter = Sweep.localisation(filter, truth);
      double byPattern = Sweep.localisation(pattern, truth);
      results.add(List.of("linear", "lda", "filter", "localisation", "", byFilter, "", ""));
      results.add(List.of("linear", "lda", "pattern", "localisation", "", byPattern, "", ""));
      found =
          String.format(
              Locale.ROOT,
              "The size of the pattern finds where the classes differ with an AUC of %s, that of"
                  + " the filter with %s.",
              Numbers.fixed(byPattern, 3),
              Numbers.fixed(byFilter, 3));
      setup.run().say("LDA: " + found);
    }
    int peak = PotentialPart.peak(pattern)[1];
    double at = setup.times()[peak];
    String when = String.format(Locale.ROOT, ", %.0f ms", 1000 * at);
    setup
        .run()
        .page()
        .heading("Filter and pattern of the linear classifier")
        .text(
            String.format(
                Locale.ROOT,
                "LDA adds up the data with the weights of its filter, Σ⁻¹(μ₁ − μ₀); they are large"
                    + " also where they take noise away. The pattern, Σw/(wᵀΣw), shows where the"
                    + " signal is that the classifier goes by (Haufe et al. 2014; Kindermans et"
                    + " al. 2018 say the same of networks). Shrinkage %.3f.",
                lda.shrinkage()));
    if (!found.isEmpty()) {
      setup.run().page().finding(found);
    }
    setup
        .run()
        .page()
        .svg(
            "Filter and pattern over time",
            Figures.grid(
                List.of(
                    TimeMap.draw("filter", setup.channels(), setup.times(), filter, truth),
                    TimeMap.draw("pattern", setup.channels(), setup.times(), pattern, truth))))
        .svg(
            "Filter and pattern over the scalp",
            ScalpMap.draw(
                "Filter and pattern of LDA over the scalp",
                setup.places(),
                List.of(
                    new ScalpMap.Head("filter" + when, column(filter, peak)),
                    new ScalpMap.Head("pattern" + when, column(pattern, peak))),
                2));
  }

  static double[][] map(Lda lda, double[] flat) {
    double[][] map = new double[lda.channels()][];
    for (int c = 0; c < map.length; c++) {
      map[c] = java.util.Arrays.copyOfRange(flat, c * lda.times(), (c + 1) * lda.times());
    }
    return map;
  }

  private static double[] column(double[][] map, int time) {
    return java.util.Arrays.stream(map).mapToDouble(row -> row[time]).toArray();
  }
}
