package org.xai4j.agnostic.lime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.ObjLongConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.regression.LocalModel;
import org.xai4j.agnostic.regression.LocalRegression;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * LIME: a linear model of the score around a row. Each feature is kept with probability ½, else set
 * to the baseline; a sample at distance d from the row counts exp(−d²/(2·width²)); the values are
 * the coefficients of a ridge or lasso regression of the scores on the features kept, with an
 * intercept. Every explanation tells the R² of its local models; {@link #localModels} gives the
 * intercept too.
 *
 * @param samples masked copies scored per row
 * @param kernelWidth of the weighting; by default that of the similarity
 * @param regression which penalty
 * @param alpha its strength: Σ w·r² + α·Σ β² for ridge, Σ w·r²/(2·Σ w) + α·Σ |β| for lasso; by
 *     default 1 and 0.01
 * @param similarity how the distance of a sample is measured
 * @param features most features with a value; the others get 0 and the chosen are fitted anew, by
 *     ridge with the penalty of the first fit, or without penalty after a lasso
 * @param selection how they are chosen
 */
@Info(
    id = "lime",
    title = "LIME",
    summary = "Coefficients of a weighted linear model of the score over features kept or removed.",
    reference = "Ribeiro, Singh and Guestrin 2016, arXiv:1602.04938")
public record Lime(
    @Param(value = "masked copies scored per row", min = 2, max = 10_000_000) int samples,
    @Param(value = "width of the exponential kernel, by default that of the similarity", min = 1e-9)
        Optional<Double> kernelWidth,
    @Param("penalty of the linear model") Regression regression,
    @Param(value = "strength of the penalty, by default 1 for ridge and 0.01 for lasso", min = 0)
        Optional<Double> alpha,
    @Param("distance of a sample: over features kept, or over the inputs") Similarity similarity,
    @Param(value = "most features with a value, by default all", min = 1)
        Optional<Integer> features,
    @Param("how they are chosen") Selection selection)
    implements PredictorExplainer {
  /** Penalties. */
  public enum Regression {
    /** The sum of squared coefficients. */
    RIDGE,
    /** The sum of absolute coefficients: few features remain. */
    LASSO
  }

  /** Distances of a sample from the row. */
  public enum Similarity {
    /** Cosine distance of the features kept, 1 − √(kept/g); width 0.25. */
    COSINE,
    /** Euclidean distance of the features kept, √(removed); width 0.75·√g. */
    EUCLIDEAN,
    /** Cosine distance of the masked input; width 1. */
    INPUT_COSINE
  }

  /** How a limited number of features is chosen; the chosen ones are fitted anew. */
  public enum Selection {
    /** The largest absolute coefficients of the fit with all features. */
    HIGHEST,
    /** One by one, each the one that raises R² most. */
    FORWARD,
    /** In the order in which they enter as the penalty of a lasso falls. */
    LASSO_PATH;

    int[] choose(LocalRegression fit, double[] all, int count, double alpha) {
      int wanted = Math.min(count, all.length);
      return switch (this) {
        case HIGHEST -> LocalRegression.heaviest(all, wanted);
        case FORWARD -> fit.forward(wanted, alpha);
        case LASSO_PATH -> fit.path(wanted);
      };
    }
  }

  /**
   * Values for all features.
   *
   * @param samples masked copies scored per row
   * @param kernelWidth of the weighting
   * @param regression which penalty
   * @param alpha its strength
   * @param similarity how the distance of a sample is measured
   */
  public Lime(
      int samples,
      Optional<Double> kernelWidth,
      Regression regression,
      Optional<Double> alpha,
      Similarity similarity) {
    this(samples, kernelWidth, regression, alpha, similarity, Optional.empty(), Selection.FORWARD);
  }

  /** 1,000 samples, ridge, cosine distance of the features kept. */
  public Lime() {
    this(1_000, Optional.empty(), Regression.RIDGE, Optional.empty(), Similarity.COSINE);
  }

  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    return attributor(context.predictor(model), (local, row) -> {});
  }

  /**
   * The local models behind the values of {@link #explain}, of the same samples.
   *
   * @param model any predictor
   * @param inputs [n, …]
   * @param context target, baseline, groups, seed
   * @return one per row
   */
  public List<LocalModel> localModels(Predictor model, INDArray inputs, Context context) {
    Map<Long, LocalModel> models = new ConcurrentSkipListMap<>();
    new Observed(this, (local, row) -> models.put(row, local)).explain(model, inputs, context);
    return List.copyOf(models.values());
  }

  /**
   * LIME that hands over each local model as it is fitted, with the index of its row.
   *
   * @param lime the method
   * @param listener thread-safe, for rows are explained in parallel
   */
  @Info(id = "lime", title = "LIME", summary = "As LIME.", reference = "As LIME.")
  public record Observed(
      @Param("the method") Lime lime,
      @Param("hears of each local model") ObjLongConsumer<LocalModel> listener)
      implements PredictorExplainer {
    @Override
    public Attributor prepare(Predictor model, INDArray inputs, Context context) {
      return lime.attributor(context.predictor(model), listener);
    }
  }

  private Attributor attributor(Predictor scorer, ObjLongConsumer<LocalModel> listener) {
    return rows -> {
      Target.Resolved target = rows.target(scorer.predict(rows.inputs()));
      double[][] values = new double[rows.size()][];
      for (int i = 0; i < values.length; i++) {
        Masking masking = Masking.of(scorer, rows, i, target);
        LocalModel local = fit(masking, rows, i);
        listener.accept(local, rows.first() + i);
        rows.fit(i, local.r2());
        values[i] = local.coefficients();
      }
      return rows.ungrouped(values);
    };
  }

  private LocalModel fit(Masking masking, Rows rows, int row) {
    int g = masking.grouping().count();
    long[] all = Masking.everything(g);
    long[][] keep = new long[samples][all.length];
    SplitRandom random = rows.random(row);
    for (long[] set : keep) {
      for (int w = 0; w < set.length; w++) {
        set[w] = random.nextLong() & all[w];
      }
    }
    double[] scores = masking.scores(keep);
    Kernel kernel = kernel(masking, rows, row);
    double[] weights = Arrays.stream(keep).mapToDouble(kernel::weight).toArray();
    LocalRegression fit = LocalRegression.of(masking.fusion(), g, keep, weights, scores);
    InputException.check(
        fit.weights() > 0,
        "The kernel-width of lime is so small that no sample of row %d counts; make it larger.",
        rows.first() + row);
    LocalModel full =
        regression == Regression.RIDGE
            ? fit.ridge(alpha.orElse(1.0))
            : fit.lasso(alpha.orElse(0.01));
    if (features.isEmpty() || features.get() >= g) {
      return full;
    }
    double penalty = regression == Regression.RIDGE ? alpha.orElse(1.0) : 0;
    return fit.ridge(penalty, selection.choose(fit, full.coefficients(), features.get(), penalty));
  }

  /** The weight of a sample. */
  @FunctionalInterface
  private interface Kernel {
    double weight(long[] kept);
  }

  private Kernel kernel(Masking masking, Rows rows, int row) {
    int g = masking.grouping().count();
    double width =
        kernelWidth.orElse(
            switch (similarity) {
              case COSINE -> 0.25;
              case EUCLIDEAN -> 0.75 * Math.sqrt(g);
              case INPUT_COSINE -> 1.0;
            });
    return switch (similarity) {
      case COSINE -> kept -> gauss(1 - Math.sqrt((double) count(kept) / g), width);
      case EUCLIDEAN -> kept -> gauss(Math.sqrt(g - count(kept)), width);
      case INPUT_COSINE -> {
        InputCosine cosine = InputCosine.of(masking.grouping(), rows, row);
        yield kept -> gauss(cosine.distance(kept), width);
      }
    };
  }

  private static double gauss(double distance, double width) {
    return Math.exp(-distance * distance / (2 * width * width));
  }

  private static int count(long[] set) {
    return Arrays.stream(set).mapToInt(Long::bitCount).sum();
  }
}
