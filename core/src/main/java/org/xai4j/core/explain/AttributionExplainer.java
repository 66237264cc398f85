package org.xai4j.core.explain;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Predictor;

/**
 * An explainer that gives one number per feature. It says what to prepare once and how to attribute
 * a few rows; chunks, threads, targets, checks and provenance are taken care of.
 *
 * @param <M> what it needs to know of a model
 */
public interface AttributionExplainer<M extends Predictor> extends Explainer<M> {
  /** What the values of a row add up to. */
  enum Sum {
    /** Nothing in particular. */
    FREE,
    /** The explained score f(x). */
    SCORE,
    /** The score minus the score of the baseline, f(x) − f(b). */
    DIFFERENCE,
    /** The score minus an expectation that the method tells, {@link Rows#expectation}. */
    EXPECTATION
  }

  /** What one value says; metrics that predict the score's change from the values ask. */
  enum Meaning {
    /** A local slope: the change of the score for a unit of change of the element. */
    SLOPE,
    /** A contribution: the change of the score when the element goes to the baseline. */
    CONTRIBUTION
  }

  /** Attributes the rows of one chunk. Thread-safe. */
  @FunctionalInterface
  interface Attributor {
    /**
     * Attributes the rows of one chunk.
     *
     * @param rows inputs, baselines, targets and random streams
     * @return [m, …] of the input's shape, in row order; {@link Rows#ungrouped} spreads group
     *     values
     */
    INDArray attribute(Rows rows);
  }

  /**
   * What the values of a row add up to, for the residuals that every explanation reports.
   *
   * @return {@link Sum#FREE} unless the method promises more
   */
  default Sum sum() {
    return Sum.FREE;
  }

  /**
   * What one value says.
   *
   * @return {@link Meaning#CONTRIBUTION} unless the method gives slopes; values without a unit, as
   *     those of activation maps, are read as contributions too
   */
  default Meaning meaning() {
    return Meaning.CONTRIBUTION;
  }

  /**
   * Rows explained at once by one thread.
   *
   * @param asked what the run asks for
   * @return that number; 1 for methods whose single rows are whole batches of model calls
   */
  default int chunk(int asked) {
    return asked;
  }

  /**
   * Whether a baseline of several rows is a background set the method averages over.
   *
   * @return false unless the method says otherwise: then each row has its own baseline
   */
  default boolean background() {
    return false;
  }

  /**
   * Whether the values have the input's shape.
   *
   * @return true unless they are those of a layer
   */
  default boolean ofInput() {
    return true;
  }

  /**
   * Whether signals come with channels first, [n, c, w], whatever the model's layout. Images always
   * do.
   *
   * @return false unless the method tells channels from time: then [n, time, features], as the
   *     model takes them
   */
  default boolean channelsFirst() {
    return false;
  }

  /**
   * The attribution of tokens from that of the dimensions of their embeddings.
   *
   * @param dimensions [m, time, dimension]
   * @return [m, time]: the sum unless the method says otherwise
   */
  default INDArray tokens(INDArray dimensions) {
    return dimensions.sum(2);
  }

  /**
   * Does once what all rows share: rules are bound, path points chosen, backgrounds scored.
   *
   * @param model the view of the model that the target asks for (its logits, say)
   * @param inputs the whole batch [n, …], checked and of the model's type
   * @param context target, baseline, groups, seed, engine
   * @return a thread-safe function of a few rows
   */
  Attributor prepare(M model, INDArray inputs, Context context);

  /**
   * Rows explained at once by one thread in a run on these inputs. Cut at multiples of it, a batch
   * of at least eight times what the run asks for gives the same bytes in parts.
   *
   * @param model the whole model
   * @param inputs batch [n, …]
   * @param context as in {@link #explain}
   * @return at most what the run asks for, as far as the memory allows it
   * @throws org.xai4j.core.run.InputException if the input does not fit the model or the method
   */
  default int chunk(M model, INDArray inputs, Context context) {
    return AttributionRun.chunk(this, model, inputs, context);
  }

  @Override
  default Attribution explain(M model, INDArray inputs, Context context) {
    return AttributionRun.run(this, model, inputs, context);
  }
}
