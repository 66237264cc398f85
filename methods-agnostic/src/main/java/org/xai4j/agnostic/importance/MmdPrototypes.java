package org.xai4j.agnostic.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.agnostic.table.ModelAnswers;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explanation.Prototypes;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;

/**
 * Prototypes and criticisms (MMD-critic). With the Gaussian kernel of the distance of the columns,
 * prototypes are chosen one by one so that MMD² = mean k(x, x′) − 2·mean k(x, s) + mean k(s, s′)
 * between the n rows x and the prototypes s falls most; criticisms so that |mean k(x, ·) − mean
 * k(s, ·)| + log det K over the criticisms grows most.
 *
 * @param prototypes how many
 * @param criticisms how many
 * @param width of the kernel, in median distances between rows
 */
@Info(
    id = "prototypes",
    title = "Prototypes and criticisms",
    summary = "Rows that stand for the data, and rows that they do not stand for.",
    reference = "Kim, Khanna and Koyejo 2016, Examples are not enough, learn to criticize!")
public record MmdPrototypes(
    @Param(value = "how many prototypes", min = 1, max = 1000) int prototypes,
    @Param(value = "how many criticisms", min = 0, max = 1000) int criticisms,
    @Param(value = "width of the kernel in median distances", min = 1e-3, max = 1e3) double width)
    implements Explainer<Predictor> {
  private static final int LIMIT = 5_000;

  /** 5 of each, half of the median distance. */
  public MmdPrototypes() {
    this(5, 5, 0.5);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Prototypes explain(Predictor model, INDArray inputs, Context asked) {
    Context context = asked.with(asked.target().asProbability());
    Session<Predictor> session = Session.open(this, model, inputs, context);
    double[][] rows = NdArrays.rows(session.inputs());
    InputException.check(
        rows.length >= prototypes + criticisms && rows.length <= LIMIT,
        "The method prototypes chooses %d of at most %d rows, but there are %d.",
        prototypes + criticisms,
        LIMIT,
        rows.length);
    TableSchema schema = context.columns().orElse(TableSchema.numbers(rows[0].length));
    double[][] kernel = kernel(Columns.of(schema, rows));
    double[] means = Arrays.stream(kernel).mapToDouble(k -> mean(k)).toArray();
    double[] discrepancy = new double[prototypes];
    List<Integer> chosen = choose(kernel, means, discrepancy);
    List<Integer> critics = criticise(kernel, means, chosen);
    int[] answers = new ModelAnswers(session).answers(rows);
    return new Prototypes(
        examples(chosen, answers, rows),
        examples(critics, answers, rows),
        discrepancy,
        session.cost(),
        session.provenance());
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  private static List<Prototypes.Example> examples(
      List<Integer> chosen, int[] answers, double[][] rows) {
    return chosen.stream().map(i -> new Prototypes.Example(i, answers[i], rows[i])).toList();
  }

  private double[][] kernel(Columns columns) {
    double[][] rows = columns.rows();
    int n = rows.length;
    double[][] kernel = new double[n][n];
    double[] all = new double[n * (n - 1) / 2];
    int next = 0;
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < a; b++) {
        double d = columns.distance(rows[a], rows[b]);
        kernel[a][b] = d;
        kernel[b][a] = d;
        all[next++] = d;
      }
    }
    Arrays.sort(all);
    double median = all.length > 0 && all[all.length / 2] > 0 ? all[all.length / 2] : 1;
    double scale = width * median;
    for (double[] row : kernel) {
      for (int b = 0; b < n; b++) {
        row[b] = Math.exp(-row[b] * row[b] / (2 * scale * scale));
      }
    }
    return kernel;
  }

  private List<Integer> choose(double[][] kernel, double[] means, double[] discrepancy) {
    int n = kernel.length;
    List<Integer> chosen = new ArrayList<>();
    double whole = mean(means);
    double cross = 0;
    double inner = 0;
    for (int m = 0; m < prototypes; m++) {
      int best = -1;
      double least = Double.POSITIVE_INFINITY;
      double bestInner = 0;
      for (int i = 0; i < n; i++) {
        if (!chosen.contains(i)) {
          double more = inner + kernel[i][i];
          for (int s : chosen) {
            more += 2 * kernel[i][s];
          }
          double value = whole - 2 * (cross + means[i]) / (m + 1) + more / ((m + 1.0) * (m + 1.0));
          if (value < least) {
            least = value;
            best = i;
            bestInner = more;
          }
        }
      }
      chosen.add(best);
      cross += means[best];
      inner = bestInner;
      discrepancy[m] = least;
    }
    return chosen;
  }

  private List<Integer> criticise(double[][] kernel, double[] means, List<Integer> chosen) {
    int n = kernel.length;
    List<Integer> critics = new ArrayList<>();
    // What is left of each row's kernel once those of the criticisms are taken out (Cholesky).
    double[][] factors = new double[criticisms][n];
    double[] left = new double[n];
    Arrays.fill(left, 1);
    for (int m = 0; m < criticisms; m++) {
      int best = -1;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        if (!critics.contains(i) && !chosen.contains(i)) {
          double near = 0;
          for (int s : chosen) {
            near += kernel[i][s] / chosen.size();
          }
          double value = Math.abs(means[i] - near) + Math.log(Math.max(1e-12, left[i]));
          if (value > most) {
            most = value;
            best = i;
          }
        }
      }
      double root = Math.sqrt(Math.max(1e-12, left[best]));
      for (int i = 0; i < n; i++) {
        double value = kernel[best][i];
        for (int k = 0; k < m; k++) {
          value -= factors[k][best] * factors[k][i];
        }
        factors[m][i] = value / root;
        left[i] -= factors[m][i] * factors[m][i];
      }
      critics.add(best);
    }
    return critics;
  }
}
