package org.xai4j.core.explain;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.network.CountingEngine;
import org.xai4j.core.network.HeldValues;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.RecordText;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.run.SplitRandom;

/**
 * One run of an explainer whose answer is not one number per feature and row: checked inputs, the
 * model as the target sees it, random streams, cost and provenance. Thread-safe.
 *
 * @param <M> what the explainer needs to know of a model
 */
public final class Session<M extends Predictor> {
  private final Explainer<M> method;
  private final M whole;
  private final M model;
  private final INDArray inputs;
  private final Context asked;
  private final CountingEngine meter;
  private final long start = System.nanoTime();

  private Session(Explainer<M> method, M whole, INDArray given, Context asked) {
    this.method = method;
    this.whole = whole;
    this.asked = asked;
    meter = new CountingEngine(asked.engine());
    if (whole instanceof Network network) {
      HeldValues.requireAll(network);
      InputException.check(
          network.uniform(),
          "The method %s takes one value of %s for all rows; choose rows that share it.",
          id(),
          String.join(", ", network.held().keySet()));
    }
    M view = asked.target().view(whole);
    inputs = view instanceof Model known ? known.accept(given) : NdArrays.whole(given);
    requireFinite(inputs);
    method
        .unsuitable(view, inputs)
        .ifPresent(
            why -> {
              throw new InputException("The method " + id() + " does not apply: " + why);
            });
    model = meter.watch(view, method.modelType());
  }

  /**
   * Begins a run.
   *
   * @param method explains
   * @param model the whole model
   * @param inputs batch [n, …]
   * @param context target, baseline, seed and how to run
   * @param <M> what the method needs to know of a model
   * @return the run
   * @throws InputException if the input does not fit the model or the method
   */
  public static <M extends Predictor> Session<M> open(
      Explainer<M> method, M model, INDArray inputs, Context context) {
    return new Session<>(method, model, inputs, context);
  }

  /**
   * The same run on images with channels first, of a model that takes them in another layout: what
   * groups, windows and maps are made of.
   *
   * @param signals whether signals are turned too
   * @return itself where nothing moves; else a session whose explanation is of the turned input
   */
  public Session<M> channelsFirst(boolean signals) {
    ImageLayout layout = whole.layout();
    boolean turns = inputs.rank() == 4 || (signals && inputs.rank() == 3);
    if (layout == ImageLayout.CHANNELS_FIRST || !turns) {
      Context blurred = asked.blurred(layout, inputs);
      return blurred.equals(asked) ? this : open(method, whole, inputs, blurred);
    }
    @SuppressWarnings("unchecked") // a network turned is a network
    M first = (M) whole.channelsFirst();
    return open(method, first, layout.toChannelsFirst(inputs), asked.channelsFirst(layout, inputs));
  }

  /** The method's id. */
  String id() {
    return Registry.info(method).id();
  }

  /** The model as it was given. */
  M whole() {
    return whole;
  }

  /** What was asked, on the engine that was asked for. */
  Context asked() {
    return asked;
  }

  /**
   * The model whose outputs the target reads.
   *
   * @return the logits of a network, say
   */
  public M model() {
    return model;
  }

  /**
   * The model as a function from rows to scores [n, k], those of both classes where a single output
   * tells two apart.
   *
   * @return run on the context's engine, counted
   */
  public Predictor scorer() {
    return asked.target().classes(whole, context().predictor(model));
  }

  /**
   * Whether the model has one output that is a quantity, not a class.
   *
   * @return true for a regression
   */
  public boolean regression() {
    return scorer().predict(row(0)).size(1) == 1;
  }

  /**
   * Weights and scores of a batch of the outputs of {@link #model}.
   *
   * @param outputs [m, k]
   * @param first index of its first row
   * @return the target, resolved
   */
  public Target.Resolved resolve(INDArray outputs, long first) {
    return asked.target().resolve(outputs, first, whole);
  }

  /**
   * The rows.
   *
   * @return [n, …], checked and of the model's type
   */
  public INDArray inputs() {
    return inputs;
  }

  /**
   * How many rows.
   *
   * @return n
   */
  public int size() {
    return (int) inputs.size(0);
  }

  /**
   * Rows as an array of the shape and type of the inputs.
   *
   * @param rows [m][elements]
   * @return [m, …]
   */
  public INDArray array(double[][] rows) {
    int width = (int) (inputs.length() / inputs.size(0));
    double[] flat = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * width, width);
    }
    long[] shape = inputs.shape().clone();
    shape[0] = rows.length;
    return NdArrays.array(inputs.dataType(), flat, shape);
  }

  /**
   * One row.
   *
   * @param row its index
   * @return [1, …]
   */
  public INDArray row(int row) {
    return inputs.get(NDArrayIndex.interval(row, row + 1));
  }

  /**
   * The data the method may learn from: the rows of the baseline.
   *
   * @param fewest rows that make sense
   * @return [m, …] of the model's type
   * @throws InputException if there are fewer
   */
  public INDArray reference(int fewest) {
    INDArray data = asked.baseline().resolve(inputs);
    InputException.check(
        data.size(0) >= fewest,
        "The method %s learns from a data set; give at least %d of its rows as the baseline.",
        id(),
        fewest);
    requireFinite(data);
    asked.columns().ifPresent(schema -> schema.check(data));
    return data;
  }

  /**
   * The columns of the table.
   *
   * @return as described, or numbers without names
   * @throws InputException if the inputs are no table or do not fit the description
   */
  public TableSchema columns() {
    InputException.check(
        inputs.rank() == 2,
        "The method %s explains tables [n, d], but the input has the shape %s.",
        id(),
        Arrays.toString(inputs.shape()));
    TableSchema schema = asked.columns().orElse(TableSchema.numbers((int) inputs.size(1)));
    schema.check(inputs);
    return schema;
  }

  /**
   * What was asked, on an engine that counts.
   *
   * @return the context
   */
  public Context context() {
    return asked.with(meter);
  }

  /**
   * The randomness of this method.
   *
   * @return split it
   */
  public SplitRandom random() {
    return SplitRandom.of(asked.seed()).split(id());
  }

  /**
   * The randomness of one row, which follows from its content, not from its place.
   *
   * @param row its index
   * @return a stream of its own
   */
  public SplitRandom random(int row) {
    return random().split(SplitRandom.key(NdArrays.rows(row(row))[0]));
  }

  /**
   * What the run cost so far.
   *
   * @return time since it began, and model calls
   */
  public Cost cost() {
    return new Cost((System.nanoTime() - start) / 1e9, meter.forwardRows(), meter.backwardRows());
  }

  /**
   * How the explanation is made.
   *
   * @return for the record
   */
  public Provenance provenance() {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("target", asked.target().toString());
    request.put("baseline", asked.baseline().toString());
    asked.layer().ifPresent(layer -> request.put("layer", layer));
    request.put("groups", asked.groups().toString());
    request.put("chunk", String.valueOf(asked.execution().chunk()));
    request.put("precision", inputs.dataType().toString());
    if (inputs.rank() == 4 && whole.layout() != ImageLayout.CHANNELS_FIRST) {
      request.put("layout", whole.layout().toString());
    }
    return new Provenance(
        id(),
        RecordText.of(method),
        request,
        asked.seed(),
        whole instanceof Model known ? known.hash() : whole.getClass().getName(),
        Digest.of(inputs),
        Provenance.environment(asked.engine().id()),
        Provenance.now());
  }

  private void requireFinite(INDArray inputs) {
    InputException.check(inputs.size(0) > 0, "The input array has no rows; give at least one.");
    double[] flat = NdArrays.doubles(inputs);
    int width = (int) (inputs.length() / inputs.size(0));
    for (int i = 0; i < flat.length; i++) {
      // Asked before the message's arguments are made: there may be millions of elements.
      if (!Double.isFinite(flat[i]) && !(whole.missing() && Double.isNaN(flat[i]))) {
        throw new InputException(
            "The input holds %s in row %d at element %d; replace or drop it."
                .formatted(flat[i], i / width, i % width));
      }
    }
  }
}
