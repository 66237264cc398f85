package org.xai4j.evaluation.epc;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Target;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Orders;
import org.xai4j.evaluation.Scorer;
import org.xai4j.evaluation.Subject;

/**
 * The Explainability-Performance Coefficient of an explainer over a set of rows: the model's
 * answers with growing shares of the most important features, from which any subset of rows has its
 * {@link EpcCurve}, for bootstrap intervals. Ties of an attribution are broken at random, once for
 * accuracy and area under the curve, which are of many rows, and in the mean over several draws for
 * the probability, which is also of single rows.
 */
public final class ExplainabilityPerformance {
  private final Settings settings;
  private final double[] kept;
  private final double[][][] outputs;
  private final int[][][] orders;
  private final double[][] scores;
  private final int[] labels;

  /** Whose ranking of features is used. */
  public enum Scope {
    /** Each row has its own ranking, by attribution. */
    LOCAL,
    /** One ranking for all rows, by mean absolute attribution. */
    GLOBAL,
    /** A random ranking for each row: the control. */
    RANDOM
  }

  /**
   * How the coefficient is made.
   *
   * @param scope whose ranking of features is used
   * @param performance what is preserved
   * @param points shares of features between 0 and 1, at most one more than there are features
   * @param tau the retention that counts as enough
   */
  public record Settings(Scope scope, Performance performance, int points, double tau) {
    /** Checks the number of points. */
    public Settings {
      InputException.check(points >= 2, "An EPC curve needs at least 2 points, not %d.", points);
    }

    /**
     * Local rankings, accuracy, 21 shares, τ = 0.95.
     *
     * @return the default
     */
    public static Settings standard() {
      return new Settings(Scope.LOCAL, Performance.ACCURACY, 21, 0.95);
    }

    /**
     * Another performance.
     *
     * @param other replaces {@link #performance()}
     * @return a copy
     */
    public Settings with(Performance other) {
      return new Settings(scope, other, points, tau);
    }
  }

  private ExplainabilityPerformance(
      Settings settings, double[] kept, double[][][] outputs, double[][] scores, int[] labels) {
    InputException.check(
        settings.performance() == Performance.PROBABILITY || outputs[0][0].length > 1,
        "The performance %s is of predicted classes, but the model has one output, a quantity;"
            + " take probability.",
        settings.performance());
    this.settings = settings;
    this.kept = kept;
    this.outputs = outputs;
    this.orders =
        Arrays.stream(outputs).map(settings.performance()::orders).toArray(int[][][]::new);
    this.scores = scores;
    this.labels = labels;
  }

  /**
   * Runs the model on rows with only the most important features.
   *
   * @param subject rows and their attributions; features are the context's groups
   * @param labels right class of each row; the explained class where labels are not known
   * @param settings how the coefficient is made
   * @return the answers for all shares
   */
  public static ExplainabilityPerformance of(Subject subject, int[] labels, Settings settings) {
    InputException.check(
        labels.length == subject.size(),
        "There are %d labels for %d rows.",
        labels.length,
        subject.size());
    INDArray first = subject.inputs().get(NDArrayIndex.interval(0, 1));
    int features = subject.context().groups().of(first).count();
    // No more shares than numbers of features, or a share would stand for more than it says.
    double[] kept = new double[Math.max(2, Math.min(settings.points(), features + 1))];
    Arrays.setAll(kept, p -> (double) p / (kept.length - 1));
    Scorer scorer = subject.scorer(Target.Output.PROBABILITY);
    double[][] inputs = NdArrays.rows(scorer.batch());
    double[][] base = NdArrays.rows(subject.context().baseline().resolve(scorer.batch()));
    int n = inputs.length;
    double[][][] outputs = new double[kept.length][n][];
    double[][] scores = new double[kept.length][n];
    double[] global = globalImportance(subject);
    Instance.values(
        subject,
        "epc",
        Target.Output.PROBABILITY,
        instance -> {
          int i = instance.index();
          double[] absent = base[base.length == n ? i : 0];
          List<int[]> tied = orders(instance, settings.scope(), global);
          for (int[] order : tied) {
            double[][] answers =
                scorer.outputs(
                    i, copies(inputs[i], absent, instance.masking().grouping(), order, kept));
            for (int p = 0; p < kept.length; p++) {
              outputs[p][i] = outputs[p][i] == null ? answers[p] : outputs[p][i];
              scores[p][i] += scorer.score(i, answers[p]) / tied.size();
            }
          }
          return 0;
        });
    return new ExplainabilityPerformance(settings, kept, outputs, scores, labels.clone());
  }

  /** The orders of one row's features; several where ties of the attribution matter. */
  private static List<int[]> orders(Instance instance, Scope scope, double[] global) {
    if (scope == Scope.RANDOM) {
      return List.of(instance.random().permutation(instance.features()));
    }
    Instance ranked =
        scope == Scope.LOCAL
            ? instance
            : new Instance(
                instance.index(), global, instance.units(), instance.masking(), instance.random());
    return Orders.descending(ranked.means(), instance.masking().changes(), 1, instance.random());
  }

  /** The row with growing shares of its first features. */
  private static double[][] copies(
      double[] input, double[] absent, Grouping grouping, int[] order, double[] kept) {
    int[] place = new int[order.length];
    for (int r = 0; r < order.length; r++) {
      place[order[r]] = r;
    }
    int[] ids = grouping.ids();
    double[][] copies = new double[kept.length][];
    for (int p = 0; p < kept.length; p++) {
      double enough = Math.ceil(kept[p] * order.length - 1e-9);
      copies[p] = input.clone();
      for (int j = 0; j < ids.length; j++) {
        copies[p][j] = place[ids[j]] < enough ? input[j] : absent[j];
      }
    }
    return copies;
  }

  /**
   * The same answers of the model, judged by another performance.
   *
   * @param other replaces that of the settings
   * @return a copy
   */
  public ExplainabilityPerformance with(Performance other) {
    return new ExplainabilityPerformance(settings.with(other), kept, outputs, scores, labels);
  }

  private static double[] globalImportance(Subject subject) {
    double[][] rows = subject.rows();
    double[] mean = new double[rows[0].length];
    for (double[] row : rows) {
      for (int j = 0; j < mean.length; j++) {
        mean[j] += Math.abs(row[j]) / rows.length;
      }
    }
    return mean;
  }

  /**
   * How many rows there are.
   *
   * @return n
   */
  public int size() {
    return labels.length;
  }

  /**
   * The coefficient over all rows.
   *
   * @return the curve
   */
  public EpcCurve curve() {
    return curve(IntStream.range(0, size()).toArray());
  }

  /**
   * The coefficient over some rows.
   *
   * @param rows which count, repetitions allowed
   * @return the curve
   */
  public EpcCurve curve(int[] rows) {
    double[] performance = new double[kept.length];
    Arrays.setAll(
        performance,
        p -> settings.performance().of(outputs[p], orders[p], scores[p], labels, rows));
    return EpcCurve.of(kept, performance, settings.tau());
  }
}
