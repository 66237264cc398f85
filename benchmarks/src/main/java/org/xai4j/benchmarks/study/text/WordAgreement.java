package org.xai4j.benchmarks.study.text;

import java.util.List;
import org.xai4j.benchmarks.report.AgreementChart;
import org.xai4j.benchmarks.report.Page;
import org.xai4j.evaluation.statistics.Clusters;
import org.xai4j.evaluation.statistics.Correlation;

/** Which methods put the words of a sentence in the same order; padding does not count. */
final class WordAgreement {
  /** Shorter sentences have too few orders. */
  private static final int FEWEST = 4;

  private WordAgreement() {}

  static void add(Page page, ReadSentences read, List<List<Object>> results) {
    List<String> methods = read.methods();
    int n = methods.size();
    double[][] values = new double[n][n];
    double[][] distances = new double[n][n];
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        values[a][b] = a == b ? 1 : agreement(read, a, b);
        distances[a][b] = 1 - (Double.isNaN(values[a][b]) ? 0 : values[a][b]);
        if (a < b) {
          results.add(
              List.of(
                  read.name(),
                  "agreement",
                  methods.get(a),
                  methods.get(b),
                  values[a][b],
                  "",
                  "",
                  read.sentences().size()));
        }
      }
    }
    page.text(
            "Who agrees with whom? Spearman's correlation of the relevance of words, in percent,"
                + " mean over the sentences of four words or more.")
        .svg(
            "agreement of methods",
            AgreementChart.draw(
                "Spearman's correlation of the relevance of words of every pair of methods",
                methods,
                values,
                Clusters.of(distances)));
  }

  private static double agreement(ReadSentences read, int a, int b) {
    return read.sentences().stream()
        .map(ReadSentences.Sentence::relevance)
        .filter(relevance -> relevance.get(a).length >= FEWEST)
        .mapToDouble(relevance -> Correlation.spearman(relevance.get(a), relevance.get(b)))
        .filter(r -> !Double.isNaN(r))
        .average()
        .orElse(Double.NaN);
  }
}
