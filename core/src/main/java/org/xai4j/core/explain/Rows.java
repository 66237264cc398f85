package org.xai4j.core.explain;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.tensor.Tensor;

/** A few rows to explain at once, with all that is particular to them. Used by one thread. */
public final class Rows {
  private final INDArray inputs;
  private final INDArray features;
  private final long first;
  private final INDArray content;
  private final INDArray baseline;
  private final boolean shared;
  private final Predictor whole;
  private final Target target;
  private final FeatureGroups groups;
  private final SplitRandom random;
  private final Target.@Nullable Resolved fixed;
  private Target.@Nullable Resolved resolved;
  private double @Nullable [] fits;
  private double @Nullable [] errors;
  private boolean grouped;
  private double @Nullable [] expectation;

  /**
   * Gathers the rows of a chunk.
   *
   * @param inputs [m, …]
   * @param features [m, …]: what the features are of; token ids where the inputs are their
   *     embeddings, else the inputs
   * @param first index of the first row in the whole input
   * @param content all rows of the run as they were given, from which their streams follow
   * @param baseline [b, …]
   * @param shared whether all rows share all of it; else each row has one
   * @param whole model of the run, which tells what a single output is
   * @param target of the run
   * @param groups of the run
   * @param random of the run; each row has its child
   */
  Rows(
      INDArray inputs,
      INDArray features,
      long first,
      INDArray content,
      INDArray baseline,
      boolean shared,
      Predictor whole,
      Target target,
      FeatureGroups groups,
      SplitRandom random) {
    this(inputs, features, first, content, baseline, shared, whole, target, groups, random, null);
  }

  private Rows(
      INDArray inputs,
      INDArray features,
      long first,
      INDArray content,
      INDArray baseline,
      boolean shared,
      Predictor whole,
      Target target,
      FeatureGroups groups,
      SplitRandom random,
      Target.@Nullable Resolved fixed) {
    this.inputs = inputs;
    this.features = features;
    this.first = first;
    this.content = content;
    this.baseline = baseline;
    this.shared = shared;
    this.whole = whole;
    this.target = target;
    this.groups = groups;
    this.random = random;
    this.fixed = fixed;
  }

  /**
   * The same rows with other inputs, for methods that call another method on changed copies. The
   * target is the one resolved for these rows, whatever the model answers for the copies.
   *
   * @param others [m, …] of the same shape
   * @return rows of the same baselines, groups and random streams
   * @throws IllegalStateException if the target of these rows is not resolved yet
   */
  public Rows moved(INDArray others) {
    Target.Resolved known = resolved;
    if (known == null) {
      throw new IllegalStateException("resolve the target of the rows before moving them");
    }
    INDArray of = features == inputs ? others : features;
    return new Rows(
        others, of, first, content, baseline, shared, whole, target, groups, random, known);
  }

  /**
   * The same rows against other baselines, for methods that call another method with baselines of
   * their own. A target that is resolved stays so.
   *
   * @param others [m, …], one for each row
   * @return rows of the same inputs, groups and random streams
   */
  public Rows against(INDArray others) {
    return new Rows(
        inputs, features, first, content, others, false, whole, target, groups, random, resolved);
  }

  /**
   * The rows.
   *
   * @return [m, …]
   */
  public INDArray inputs() {
    return inputs;
  }

  /**
   * How many rows.
   *
   * @return m
   */
  public int size() {
    return (int) inputs.size(0);
  }

  /**
   * Elements of one row.
   *
   * @return the product of all axes but the first
   */
  public int width() {
    return (int) (inputs.length() / inputs.size(0));
  }

  /**
   * Index of the first row in the whole input.
   *
   * @return 0 for the first chunk
   */
  public long first() {
    return first;
  }

  /**
   * The baseline of these rows.
   *
   * @return [1, …] where all rows share one, [m, …] where each has its own, or a background set [b,
   *     …] for the methods that average over one
   */
  public INDArray baseline() {
    return baseline;
  }

  /**
   * The baseline of one row.
   *
   * @param row within these rows
   * @return [b, …]: its own baseline, or all rows of a background set
   */
  public INDArray baselineOf(int row) {
    return shared ? baseline : baseline.get(NDArrayIndex.interval(row, row + 1));
  }

  /**
   * The features of a row. Inside a network of tokens a feature is made of tokens, each with all
   * dimensions of its embedding.
   *
   * @param row within these rows
   * @return its grouping
   */
  public Grouping grouping(int row) {
    Grouping own = groups.of(features.get(NDArrayIndex.interval(row, row + 1)));
    return own.repeated(width() / own.ids().length);
  }

  /**
   * The random stream of a row, which follows from the seed and the row's content: the same in
   * whichever chunk the row comes and whichever other rows are explained.
   *
   * @param row within these rows
   * @return a generator of its own
   */
  public SplitRandom random(int row) {
    long place = first + row;
    INDArray own = content.get(NDArrayIndex.interval(place, place + 1));
    return random.split(SplitRandom.key(NdArrays.doubles(own)));
  }

  /**
   * Resolves the target of these rows from the model's outputs for them.
   *
   * @param outputs [m, k]
   * @return weights and scores
   */
  public Target.Resolved target(INDArray outputs) {
    Target.Resolved known =
        fixed == null ? target.resolve(outputs, first, whole) : fixed.on(outputs);
    resolved = known;
    return known;
  }

  /**
   * The signal that starts a backward pass at the outputs: the targets' weights.
   *
   * @param outputs of this chunk's rows [n, k]
   * @return of the outputs' shape, on their device
   */
  public Tensor signal(Tensor outputs) {
    return target(outputs.array()).signal(outputs);
  }

  /**
   * Writes group values to the elements of each group, undivided.
   *
   * @param values [m][groups of that row]
   * @return [m, …] of the input's shape
   */
  public INDArray ungrouped(double[][] values) {
    grouped = true;
    int width = width();
    double[] flat = new double[values.length * width];
    for (int i = 0; i < values.length; i++) {
      grouping(i).expand(values[i], flat, i * width);
    }
    return NdArrays.array(inputs.dataType(), flat, inputs.shape());
  }

  /**
   * Reports how well the local model behind a row's values fits.
   *
   * @param row within these rows
   * @param r2 its R²
   */
  public void fit(int row, double r2) {
    double[] known = fits;
    if (known == null) {
      known = new double[size()];
      java.util.Arrays.fill(known, Double.NaN);
      fits = known;
    }
    known[row] = r2;
  }

  /**
   * Reports the standard errors of a row's values.
   *
   * @param row within these rows
   * @param values one per group of the row
   */
  public void errors(int row, double[] values) {
    double[] known = errors;
    if (known == null) {
      known = new double[size() * width()];
      java.util.Arrays.fill(known, Double.NaN);
      errors = known;
    }
    grouping(row).expand(values, known, row * width());
  }

  /**
   * Tells the score from which a method's values start.
   *
   * @param values the score of each row with no feature known
   */
  public void expectation(double[] values) {
    expectation = values.clone();
  }

  double @Nullable [] expectation() {
    return expectation;
  }

  double @Nullable [] fits() {
    return fits;
  }

  double @Nullable [] errors() {
    return errors;
  }

  /** Whether the values are those of whole groups, written to each element. */
  boolean grouped() {
    return grouped;
  }

  boolean shared() {
    return shared;
  }

  Target.@Nullable Resolved resolved() {
    return resolved;
  }
}
