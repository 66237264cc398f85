package org.xai4j.agnostic.lime;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.regression.LocalModel;
import org.xai4j.agnostic.regression.WeightedRegression;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.explain.Rows;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * LIME for tables: a linear model of the score around a row, over samples drawn column by column
 * from the distribution of a background set. With cells (quartiles, deciles) a number is drawn from
 * a cell, with the cell's share in the data, and inside of it from a normal distribution with the
 * mean and deviation of the cell's data, cut at its bounds; the term of a column is 1 where the
 * sample lies in the row's cell, else 0. Without cells a number is drawn from a normal distribution
 * with mean and deviation of the data and the term is the number, standardised. A category is drawn
 * by its share, columns of a one-hot group together; its term is 1 where it is the row's. A sample
 * at Euclidean distance d over the terms counts exp(−d²/(2·width²)). The value of a column is its
 * coefficient: what the row's own cell or category adds to the score, or without cells the change
 * of the score for one standard deviation of the number.
 *
 * @param samples drawn per row
 * @param cells how numbers are cut
 * @param kernelWidth of the weighting; by default 0.75·√columns
 * @param alpha strength of the ridge penalty Σ w·r² + α·Σ β²
 * @param features most columns with a value, by default all
 * @param selection how they are chosen
 */
@Info(
    id = "lime-tabular",
    title = "LIME for tables",
    summary = "Coefficients of a local linear model over columns drawn from a background set.",
    reference = "Ribeiro, Singh and Guestrin 2016, arXiv:1602.04938")
public record LimeTabular(
    @Param(value = "samples drawn per row", min = 2, max = 10_000_000) int samples,
    @Param("how numbers are cut into cells") Cells cells,
    @Param(value = "width of the kernel, by default 0.75·√columns", min = 1e-9)
        Optional<Double> kernelWidth,
    @Param(value = "strength of the ridge penalty", min = 0) double alpha,
    @Param(value = "most columns with a value, by default all", min = 1) Optional<Integer> features,
    @Param("how they are chosen") Lime.Selection selection)
    implements PredictorExplainer {
  /** Copies made and scored at once. */
  private static final int BATCH = 256;

  /** How numbers are cut. */
  public enum Cells {
    /** Into four cells of equal shares. */
    QUARTILE(4),
    /** Into ten cells of equal shares. */
    DECILE(10),
    /** Not at all. */
    NONE(1);

    private final int parts;

    Cells(int parts) {
      this.parts = parts;
    }
  }

  /** 5,000 samples, quartiles. */
  public LimeTabular() {
    this(5_000, Cells.QUARTILE, Optional.empty(), 1, Optional.empty(), Lime.Selection.FORWARD);
  }

  @Override
  public boolean background() {
    return true;
  }

  @Override
  public Optional<String> unsuitable(Predictor model, INDArray inputs) {
    return inputs.rank() == 2
        ? Optional.empty()
        : Optional.of(
            "it explains tables [n, d], but the input has the shape "
                + Arrays.toString(inputs.shape())
                + "; use lime.");
  }

  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    double[][] data = NdArrays.rows(context.background(inputs));
    InputException.check(
        data.length >= 10,
        "The method lime-tabular draws from a data set; give at least 10 of its rows as the"
            + " baseline.");
    TableSchema schema = context.columns().orElse(TableSchema.numbers((int) inputs.size(1)));
    schema.check(inputs);
    Columns columns = Columns.of(schema, data);
    Draw[] draws = new Draw[schema.width()];
    for (int c = 0; c < draws.length; c++) {
      draws[c] =
          columns.categorical(c) || columns.oneHot(c)
              ? categories(columns, c)
              : numbers(columns, c);
    }
    List<List<Integer>> groups = schema.units().stream().filter(unit -> unit.size() > 1).toList();
    Predictor scorer = context.predictor(model);
    return rows -> {
      Target.Resolved target = rows.target(scorer.predict(rows.inputs()));
      double[][] x = NdArrays.rows(rows.inputs());
      double[][] values = new double[x.length][];
      for (int i = 0; i < x.length; i++) {
        values[i] = fit(scorer, rows, i, x[i], draws, new Groups(groups, data), target);
      }
      return NdArrays.array(rows.inputs().dataType(), flat(values), rows.inputs().shape());
    };
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  /** Draws the values of one column. */
  private interface Draw {
    double value(SplitRandom random);

    /** The term of a value, for a row with another value in the column. */
    double term(double value, double own);
  }

  private static Draw categories(Columns columns, int column) {
    double[] sorted = columns.sorted(column);
    return new Draw() {
      @Override
      public double value(SplitRandom random) {
        return sorted[random.nextInt(sorted.length)];
      }

      @Override
      public double term(double value, double own) {
        return value == own ? 1 : 0;
      }
    };
  }

  private Draw numbers(Columns columns, int column) {
    double[] sorted = columns.sorted(column);
    if (cells == Cells.NONE) {
      double mean = Arrays.stream(sorted).average().orElse(0);
      double spread = deviation(sorted, mean);
      return new Draw() {
        @Override
        public double value(SplitRandom random) {
          return mean + spread * random.nextGaussian();
        }

        @Override
        public double term(double value, double own) {
          return spread > 0 ? (value - mean) / spread : 0;
        }
      };
    }
    double[] cuts = columns.cuts(column, cells.parts);
    Cell[] parts = new Cell[cuts.length + 1];
    for (int k = 0; k < parts.length; k++) {
      int cell = k;
      parts[k] =
          Cell.of(
              Arrays.stream(sorted).filter(v -> Columns.cell(cuts, v) == cell).toArray(),
              k == 0 ? sorted[0] : cuts[k - 1],
              k == cuts.length ? sorted[sorted.length - 1] : cuts[k]);
    }
    return new Draw() {
      @Override
      public double value(SplitRandom random) {
        int cell = Columns.cell(cuts, sorted[random.nextInt(sorted.length)]);
        return parts[cell].quantile(random.nextDouble());
      }

      @Override
      public double term(double value, double own) {
        return Columns.cell(cuts, value) == Columns.cell(cuts, own) ? 1 : 0;
      }
    };
  }

  /**
   * A normal distribution cut at bounds.
   *
   * @param mean of the values
   * @param spread of the uncut distribution; 0 where all values are the mean
   * @param low bound
   * @param high bound
   * @param from share of the uncut distribution below the low bound
   * @param to share of it below the high bound
   */
  record Cell(double mean, double spread, double low, double high, double from, double to) {
    /** With the mean and deviation of values. */
    static Cell of(double[] values, double low, double high) {
      double mean = Arrays.stream(values).average().orElse(low);
      double spread = deviation(values, mean);
      if (spread <= 1e-12 * Math.max(1, Math.abs(mean)) || high <= low) {
        return new Cell(mean, 0, low, high, 0, 1);
      }
      NormalDistribution normal = new NormalDistribution(null, mean, spread);
      return new Cell(
          mean,
          spread,
          low,
          high,
          normal.cumulativeProbability(low),
          normal.cumulativeProbability(high));
    }

    double quantile(double u) {
      if (spread == 0) {
        return mean;
      }
      double value = mean + spread * NormalQuantile.of(from + u * (to - from));
      return Math.min(high, Math.max(low, value));
    }
  }

  private static double deviation(double[] values, double mean) {
    return Math.sqrt(Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElse(0));
  }

  /**
   * Columns that are one category.
   *
   * @param members of each
   * @param data whose categories are drawn
   */
  private record Groups(List<List<Integer>> members, double[][] data) {
    /** Draws the categories of a sample together. */
    void draw(double[] sample, SplitRandom random) {
      for (List<Integer> group : members) {
        double[] other = data[random.nextInt(data.length)];
        group.forEach(c -> sample[c] = other[c]);
      }
    }

    /** One term for all: that of the first column, 1 where all are the row's. */
    void join(double[] terms) {
      for (List<Integer> group : members) {
        double all = group.stream().mapToDouble(c -> terms[c]).min().orElse(0);
        group.forEach(c -> terms[c] = 0);
        terms[group.get(0)] = all;
      }
    }

    /** The value of the category at each of its columns, undivided. */
    void spread(double[] values) {
      for (List<Integer> group : members) {
        group.forEach(c -> values[c] = values[group.get(0)]);
      }
    }
  }

  private double[] fit(
      Predictor scorer,
      Rows rows,
      int row,
      double[] x,
      Draw[] draws,
      Groups groups,
      Target.Resolved target) {
    int d = x.length;
    SplitRandom random = rows.random(row);
    double width = kernelWidth.orElse(0.75 * Math.sqrt(d));
    double[] own = new double[d];
    for (int c = 0; c < d; c++) {
      own[c] = draws[c].term(x[c], x[c]);
    }
    groups.join(own);
    WeightedRegression fit = new WeightedRegression(d);
    // The row itself is the first sample.
    for (int from = 0; from < samples; from += BATCH) {
      double[][] batch = new double[Math.min(BATCH, samples - from)][d];
      for (int s = 0; s < batch.length; s++) {
        for (int c = 0; c < d; c++) {
          batch[s][c] = from + s == 0 ? x[c] : draws[c].value(random);
        }
        if (from + s > 0) {
          groups.draw(batch[s], random);
        }
      }
      double[] scores = scores(scorer, batch, row, rows.inputs().dataType(), target);
      for (int s = 0; s < batch.length; s++) {
        double[] terms = new double[d];
        double squared = 0;
        for (int c = 0; c < d; c++) {
          terms[c] = draws[c].term(batch[s][c], x[c]);
        }
        groups.join(terms);
        for (int c = 0; c < d; c++) {
          squared += (terms[c] - own[c]) * (terms[c] - own[c]);
        }
        fit.add(terms, Math.exp(-squared / (2 * width * width)), scores[s]);
      }
    }
    LocalModel local = fit.ridge(alpha);
    if (features.isPresent() && features.get() < d) {
      local = fit.ridge(alpha, selection.choose(fit, local.coefficients(), features.get(), alpha));
    }
    rows.fit(row, local.r2());
    double[] values = local.coefficients().clone();
    groups.spread(values);
    return values;
  }

  private static double[] scores(
      Predictor scorer, double[][] batch, int row, DataType type, Target.Resolved target) {
    int[] owners = new int[batch.length];
    Arrays.fill(owners, row);
    double[][] scores = new double[1][];
    Chunks.scoped(
        () -> scores[0] = target.scores(scorer.predict(NdArrays.array(type, batch)), owners));
    return scores[0];
  }
}
