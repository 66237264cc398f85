package org.xai4j.agnostic.perturbation;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.SplitRandom;

/**
 * How much the score depends on whether a feature is kept, by the Hilbert–Schmidt independence
 * criterion. Each of n copies keeps each feature with probability ½; with zᵢ = ±1 for kept or
 * removed, the kernel of equality k(z, z′) = (1 + zz′)/2 on features and the Gaussian kernel L on
 * scores, whose width is the median of the distances between scores, HSICᵢ = tr(KᵢHLH)/(n − 1)² =
 * zᵢᵀHLHzᵢ/(2·(n − 1)²). Values are not negative and not signed; 0 means independence.
 *
 * @param samples copies scored per row; the time grows with their square
 */
@Info(
    id = "hsic",
    title = "HSIC attribution",
    summary = "Dependence of the score on each feature's presence (Hilbert–Schmidt criterion).",
    reference = "Novello, Fel and Vigouroux 2022, arXiv:2206.06219; Gretton et al. 2005")
public record Hsic(
    @Param(value = "masked copies scored per row", min = 4, max = 20_000) int samples)
    implements PredictorExplainer {
  /** 512 copies. */
  public Hsic() {
    this(512);
  }

  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    Predictor scorer = context.predictor(model);
    return rows -> {
      Target.Resolved target = rows.target(scorer.predict(rows.inputs()));
      double[][] values = new double[rows.size()][];
      for (int i = 0; i < values.length; i++) {
        Masking masking = Masking.of(scorer, rows, i, target);
        long[][] keep = sets(masking.grouping().count(), rows.random(i));
        values[i] = criteria(keep, masking.scores(keep), masking.grouping().count());
      }
      return rows.ungrouped(values);
    };
  }

  private long[][] sets(int g, SplitRandom random) {
    long[] all = Masking.everything(g);
    long[][] keep = new long[samples][all.length];
    for (long[] set : keep) {
      for (int w = 0; w < set.length; w++) {
        set[w] = random.nextLong() & all[w];
      }
    }
    return keep;
  }

  /** The criterion of each feature. */
  static double[] criteria(long[][] keep, double[] scores, int g) {
    int n = scores.length;
    double[][] centred = centredKernel(scores);
    double[] values = new double[g];
    double[] z = new double[n];
    for (int i = 0; i < g; i++) {
      for (int a = 0; a < n; a++) {
        z[a] = (keep[a][i >>> 6] >>> i & 1) != 0 ? 1 : -1;
      }
      double sum = 0;
      for (int a = 0; a < n; a++) {
        double dot = 0;
        for (int b = 0; b < n; b++) {
          dot += centred[a][b] * z[b];
        }
        sum += z[a] * dot;
      }
      values[i] = Math.max(0, sum / (2.0 * (n - 1) * (n - 1)));
    }
    return values;
  }

  /** HLH of the Gaussian kernel of the scores. */
  static double[][] centredKernel(double[] scores) {
    int n = scores.length;
    double[] distances = new double[n * (n - 1) / 2];
    int next = 0;
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < a; b++) {
        distances[next++] = Math.abs(scores[a] - scores[b]);
      }
    }
    Arrays.sort(distances);
    double median = distances[distances.length / 2];
    // Where most scores are equal the median says nothing; the mean distance does.
    double width = median > 0 ? median : Arrays.stream(distances).average().orElse(0);
    double[][] kernel = new double[n][n];
    double[] means = new double[n];
    double mean = 0;
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        double d = scores[a] - scores[b];
        kernel[a][b] = width > 0 ? Math.exp(-d * d / (2 * width * width)) : 1;
        means[a] += kernel[a][b] / n;
      }
      mean += means[a] / n;
    }
    for (int a = 0; a < n; a++) {
      for (int b = 0; b < n; b++) {
        kernel[a][b] += mean - means[a] - means[b];
      }
    }
    return kernel;
  }
}
