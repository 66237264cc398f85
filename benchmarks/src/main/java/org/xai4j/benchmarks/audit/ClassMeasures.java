package org.xai4j.benchmarks.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.xai4j.benchmarks.training.Auc;
import org.xai4j.benchmarks.training.Proportion;
import org.xai4j.core.array.Numeric;
import org.xai4j.evaluation.statistics.Bootstrap;
import org.xai4j.evaluation.statistics.Bootstrap.Interval;

/**
 * How good a classifier's answers are, with 95 % intervals: Wilson's for shares, DeLong's for areas
 * under ROC curves, bootstrap for the rest.
 *
 * @param probabilities [n][k]
 * @param labels class of each row
 */
record ClassMeasures(double[][] probabilities, int[] labels) {
  /** Bins of the calibration error. */
  private static final int BINS = 10;

  static final List<String> BY_CLASS =
      List.of("class", "rows", "precision", "recall", "area under the ROC curve");

  /** Outputs of one column are the probability of class 1. */
  static double[][] of(double[][] outputs) {
    return outputs[0].length > 1
        ? outputs
        : Arrays.stream(outputs).map(p -> new double[] {1 - p[0], p[0]}).toArray(double[][]::new);
  }

  private int answer(int row) {
    return Numeric.argmax(probabilities[row]);
  }

  List<List<Object>> overall(Bootstrap bootstrap) {
    int n = labels.length;
    int[] answers = IntStream.range(0, n).map(this::answer).toArray();
    int right = (int) IntStream.range(0, n).filter(i -> answers[i] == labels[i]).count();
    double[] losses =
        IntStream.range(0, n)
            .mapToDouble(i -> -Math.log(Math.max(1e-12, probabilities[i][labels[i]])))
            .toArray();
    int k = probabilities[0].length;
    long most = IntStream.range(0, k).mapToLong(c -> count(labels, c)).max().orElse(0);
    List<List<Object>> table = new ArrayList<>();
    table.add(List.of("rows", n));
    table.add(List.of("accuracy", wilson(right, n)));
    table.add(List.of("accuracy of the most frequent class", (double) most / n));
    table.add(
        List.of("mean recall of the classes", bootstrap.of(rows -> meanRecall(answers, rows))));
    table.add(List.of("mean F1 of the classes", bootstrap.of(rows -> meanF1(answers, rows))));
    table.add(List.of("cross-entropy", bootstrap.mean(losses)));
    table.add(List.of("calibration error", bootstrap.of(rows -> calibration(answers, rows))));
    return table;
  }

  List<List<Object>> byClass(java.util.function.IntFunction<String> name) {
    List<List<Object>> table = new ArrayList<>();
    int n = labels.length;
    for (int c = 0; c < probabilities[0].length; c++) {
      int wanted = c;
      int said = (int) IntStream.range(0, n).filter(i -> answer(i) == wanted).count();
      int true1 = (int) count(labels, c);
      int both =
          (int)
              IntStream.range(0, n).filter(i -> answer(i) == wanted && labels[i] == wanted).count();
      Interval none = new Interval(Double.NaN, Double.NaN, Double.NaN);
      table.add(
          List.of(
              name.apply(c),
              true1,
              said == 0 ? none : wilson(both, said),
              true1 == 0 ? none : wilson(both, true1),
              true1 == 0 || true1 == n ? none : area(c)));
    }
    return table;
  }

  private Interval area(int c) {
    double[] scores = Arrays.stream(probabilities).mapToDouble(p -> p[c]).toArray();
    Auc auc = Auc.of(scores, Arrays.stream(labels).map(l -> l == c ? 1 : 0).toArray());
    return new Interval(auc.value(), auc.low(), auc.high());
  }

  private static long count(int[] values, int of) {
    return Arrays.stream(values).filter(v -> v == of).count();
  }

  static Interval wilson(int part, int of) {
    Proportion p = Proportion.of(part, of);
    return new Interval(p.value(), p.low(), p.high());
  }

  /** Of rows: true positives, answers and labels by class. */
  private int[][] counts(int[] answers, int[] rows) {
    int[][] counts = new int[3][probabilities[0].length];
    for (int i : rows) {
      counts[0][labels[i]] += answers[i] == labels[i] ? 1 : 0;
      counts[1][answers[i]]++;
      counts[2][labels[i]]++;
    }
    return counts;
  }

  private double meanRecall(int[] answers, int[] rows) {
    int[][] c = counts(answers, rows);
    return IntStream.range(0, c[0].length)
        .filter(k -> c[2][k] > 0)
        .mapToDouble(k -> (double) c[0][k] / c[2][k])
        .average()
        .orElse(Double.NaN);
  }

  private double meanF1(int[] answers, int[] rows) {
    int[][] c = counts(answers, rows);
    return IntStream.range(0, c[0].length)
        .filter(k -> c[1][k] + c[2][k] > 0)
        .mapToDouble(k -> 2.0 * c[0][k] / (c[1][k] + c[2][k]))
        .average()
        .orElse(Double.NaN);
  }

  /** Of the answered class: Σ over bins |mean probability − accuracy|·share (Guo et al. 2017). */
  private double calibration(int[] answers, int[] rows) {
    double[] gaps = new double[BINS];
    for (int i : rows) {
      double p = probabilities[i][answers[i]];
      gaps[Math.min(BINS - 1, (int) (p * BINS))] += p - (answers[i] == labels[i] ? 1 : 0);
    }
    return Arrays.stream(gaps).map(Math::abs).sum() / rows.length;
  }
}
