package org.xai4j.core.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.UnfinishedException;
import org.xai4j.core.network.HeldGroup;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Gathered;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.PredictionException;
import org.xai4j.core.run.SplitRandom;

/** What every attribution method shares: checks, chunks, targets, residuals, provenance. */
final class AttributionRun {
  private AttributionRun() {}

  /** Methods work on images with channels first: those of other models are turned here. */
  static <M extends Predictor> Attribution run(
      AttributionExplainer<M> method, M whole, INDArray given, Context asked) {
    InputException.check(
        method.background() || !(asked.baseline() instanceof Baseline.Inputs),
        "The baseline inputs is a background set, which the method %s does not average over; take"
            + " mean, or a method such as expected-gradients or kernel-shap.",
        Registry.info(method).id());
    if (whole instanceof Network network) {
      boolean inside = method.modelType() == (Class<?>) Network.class;
      INDArray inputs = network.accept(given);
      List<HeldGroup> groups = HeldRun.groups(network, inputs, inside);
      if (!groups.isEmpty()) {
        return HeldRun.run(
            network,
            inputs,
            asked,
            groups,
            method.background(),
            (part, rows, context) -> alike(method, method.modelType().cast(part), rows, context));
      }
    }
    return alike(method, whole, given, asked);
  }

  /** Rows for which everything but the explained input is the same. */
  private static <M extends Predictor> Attribution alike(
      AttributionExplainer<M> method, M whole, INDArray given, Context asked) {
    Session<M> session = Session.open(method, whole, given, asked);
    Session<M> turned = session.channelsFirst(method.channelsFirst());
    // A layer's values keep the layer's layout.
    boolean moved = turned.whole() != whole && asked.layer().isEmpty() && method.ofInput();
    Door door = new Door(session, moved ? whole.layout() : ImageLayout.CHANNELS_FIRST);
    return finished(method, turned, door, part(method, turned));
  }

  /**
   * What was asked.
   *
   * @param session tells how the explanation is made
   * @param layout of the values that are given back
   */
  private record Door(Session<?> session, ImageLayout layout) {}

  /** Rows explained at once by one thread. */
  static <M extends Predictor> int chunk(
      AttributionExplainer<M> method, M whole, INDArray given, Context asked) {
    Session<M> session =
        Session.open(method, whole, given, asked).channelsFirst(method.channelsFirst());
    return chunk(method, part(method, session), session.context());
  }

  private static <M extends Predictor> int chunk(
      AttributionExplainer<M> method, Part<M> part, Context context) {
    int most = context.execution().chunk();
    return method.chunk(
        part.model() instanceof Network network
            ? Math.min(most, context.engine().rows(network, part.inputs()))
            : most);
  }

  /** The part of the model that is run, on its own inputs. */
  private static <M extends Predictor> Part<M> part(
      AttributionExplainer<M> method, Session<M> session) {
    Context asked = session.asked();
    M model = session.model();
    INDArray inputs = session.inputs();
    boolean inside = method.modelType() == (Class<?>) Network.class;
    if (asked.layer().isPresent()) {
      InputException.check(
          inside && model instanceof Network,
          "The method %s attributes inputs only; leave the layer '%s' out or take a method that"
              + " looks inside a network.",
          session.id(),
          asked.layer().get());
      Inner inner = Inner.of((Network) model, inputs, session.context());
      @SuppressWarnings("unchecked") // the method explains networks
      M rest = (M) inner.rest();
      INDArray values = inner.values();
      return new Part<>(rest, values, values, inner.baseline(), (a, rows) -> a);
    }
    if (inside && model instanceof Network network && network.tokens()) {
      Embedded embedded = Embedded.of(network, inputs);
      INDArray ids = Embedded.ids(network, asked.baseline(), inputs);
      @SuppressWarnings("unchecked") // the method explains networks
      M rest = (M) embedded.rest();
      return new Part<>(
          rest,
          embedded.lookup().predict(inputs),
          inputs,
          embedded.lookup().predict(ids),
          (a, rows) -> rows.grouped() ? first(a) : method.tokens(a));
    }
    if (inside && model instanceof Network network) {
      Slopes.check(network, session.id(), method instanceof NetworkExplainer m && m.slopes());
    }
    return new Part<>(model, inputs, inputs, asked.baseline().resolve(inputs), (a, rows) -> a);
  }

  /** The values of groups of tokens, which stand at each dimension of the embedding, undivided. */
  private static INDArray first(INDArray dimensions) {
    return dimensions.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(0)).dup('c');
  }

  /**
   * The part of a model that is run.
   *
   * @param model from its own inputs to the target's view of the outputs
   * @param inputs [n, …] of this part
   * @param features [n, …]: what groups are of
   * @param baseline [b, …] of this part
   * @param reduce makes the attribution of the whole from that of the part
   */
  private record Part<M extends Predictor>(
      M model,
      INDArray inputs,
      INDArray features,
      INDArray baseline,
      BiFunction<INDArray, Rows, INDArray> reduce) {}

  private static <M extends Predictor> Attribution finished(
      AttributionExplainer<M> method, Session<M> session, Door door, Part<M> part) {
    String id = session.id();
    Context context = session.context();
    INDArray inputs = part.inputs();
    INDArray baseline = part.baseline();
    int n = (int) inputs.size(0);
    boolean shared = baseline.size(0) != n || method.background();
    InputException.check(
        !shared || baseline.size(0) == 1 || method.background(),
        "The baseline has %d rows, but the method %s takes one, or one per explained row (%d).",
        baseline.size(0),
        id,
        n);
    double[] scores = filled(n);
    double[] base = filled(n);
    double[] residuals = filled(n);
    Gathered values = new Gathered(n);
    Reported reported = new Reported(n);
    AtomicReference<UnfinishedRow> failed = new AtomicReference<>();
    SplitRandom random = session.random();
    // What all rows share is made before any chunk, outside of the chunks' memory.
    AttributionExplainer.Attributor attributor = method.prepare(part.model(), inputs, context);
    context.progress().begin(id, n);
    Chunks.run(
        n,
        new Execution(chunk(method, part, context), context.execution().threads()),
        (from, to) -> {
          if (failed.get() != null) {
            return;
          }
          INDArray some = inputs.get(NDArrayIndex.interval(from, to));
          INDArray own = shared ? baseline : baseline.get(NDArrayIndex.interval(from, to));
          INDArray features = part.features().get(NDArrayIndex.interval(from, to));
          Rows chunk =
              new Rows(
                  some,
                  part.features() == inputs ? some : features,
                  from,
                  session.inputs(),
                  own,
                  shared,
                  session.whole(),
                  context.target(),
                  context.groups(),
                  random);
          try {
            INDArray result = attributor.attribute(chunk);
            Target.Resolved target = chunk.resolved();
            if (target == null) {
              target = chunk.target(session.asked().predictor(part.model()).predict(some));
            }
            residuals(
                method, part.model(), chunk, target, result, session.asked(), residuals, base);
            values.put(from, part.reduce().apply(result, chunk));
            reported.take(chunk);
            System.arraycopy(target.scores(), 0, scores, (int) from, chunk.size());
          } catch (PredictionException e) {
            failed.compareAndSet(null, new UnfinishedRow(e, from));
          }
          context.progress().advance(to - from);
        });
    context.progress().end();
    Cost cost = session.cost();
    boolean adds = method.sum() != AttributionExplainer.Sum.FREE;
    UnfinishedRow unfinished = failed.get();
    int finished = (int) Arrays.stream(scores).filter(Double::isFinite).count();
    if (unfinished != null && finished == 0) {
      throw new PredictionException(
          unfinished.failure().getMessage()
              + " This happened while row "
              + unfinished.row()
              + " was explained; no row is finished.",
          unfinished.failure());
    }
    INDArray attribution = unfinished == null ? values.get() : blank(values.get(), scores);
    Attribution result =
        new Attribution(
            door.layout().fromChannelsFirst(attribution),
            scores,
            adds ? Optional.of(residuals) : Optional.empty(),
            reported.trust(
                method.sum() == AttributionExplainer.Sum.DIFFERENCE
                        || method.sum() == AttributionExplainer.Sum.EXPECTATION
                    ? Optional.of(base)
                    : Optional.empty(),
                attribution,
                door.layout()),
            cost,
            door.session().provenance());
    if (unfinished != null) {
      throw new UnfinishedException(unfinished.failure(), unfinished.row(), result, finished);
    }
    requireFinite(id, attribution);
    return result;
  }

  /** The first row whose explanation failed. */
  private record UnfinishedRow(PredictionException failure, long row) {}

  private static double[] filled(int n) {
    double[] none = new double[n];
    Arrays.fill(none, Double.NaN);
    return none;
  }

  /** The values with NaN in the rows that have no score. */
  private static INDArray blank(INDArray values, double[] scores) {
    double[] flat = NdArrays.doubles(values);
    int width = flat.length / scores.length;
    for (int i = 0; i < flat.length; i++) {
      flat[i] = Double.isFinite(scores[i / width]) ? flat[i] : Double.NaN;
    }
    return NdArrays.array(values.dataType(), flat, values.shape());
  }

  /** Gathers what methods tell beside their values. */
  private static final class Reported {
    private final double[] fits;
    private double[] errors = new double[0];
    private boolean fitted;

    Reported(int n) {
      fits = filled(n);
    }

    synchronized void take(Rows rows) {
      double[] fit = rows.fits();
      if (fit != null) {
        fitted = true;
        System.arraycopy(fit, 0, fits, (int) rows.first(), fit.length);
      }
      double[] error = rows.errors();
      if (error != null) {
        errors = errors.length == 0 ? filled(fits.length * rows.width()) : errors;
        System.arraycopy(error, 0, errors, (int) rows.first() * rows.width(), error.length);
      }
    }

    synchronized Attribution.Trust trust(
        Optional<double[]> base, INDArray values, ImageLayout layout) {
      return new Attribution.Trust(
          base,
          errors.length == 0
              ? Optional.empty()
              : Optional.of(
                  layout.fromChannelsFirst(
                      NdArrays.array(values.dataType(), errors, values.shape()))),
          fitted ? Optional.of(fits) : Optional.empty());
    }
  }

  private static <M extends Predictor> void residuals(
      AttributionExplainer<M> method,
      M model,
      Rows rows,
      Target.Resolved target,
      INDArray result,
      Context context,
      double[] residuals,
      double[] bases) {
    AttributionExplainer.Sum sum = method.sum();
    if (sum == AttributionExplainer.Sum.FREE) {
      return;
    }
    int m = rows.size();
    double[] expected = target.scores().clone();
    if (sum == AttributionExplainer.Sum.SCORE) {
      Arrays.setAll(expected, i -> expected[i] - target.offsets()[i]);
    }
    if (sum == AttributionExplainer.Sum.DIFFERENCE) {
      INDArray outputs = context.predictor(model).predict(rows.baseline());
      double[] base = new double[m];
      for (int i = 0; i < m; i++) {
        int[] rowOf = new int[(int) outputs.size(0)];
        Arrays.fill(rowOf, i);
        double[] all = target.scores(outputs, rowOf);
        base[i] = rows.shared() ? Arrays.stream(all).average().orElseThrow() : all[i];
      }
      for (int i = 0; i < m; i++) {
        bases[(int) rows.first() + i] = base[i];
        expected[i] -= base[i];
      }
    }
    double[] told = rows.expectation();
    if (sum == AttributionExplainer.Sum.EXPECTATION && told != null) {
      for (int i = 0; i < m; i++) {
        bases[(int) rows.first() + i] = told[i];
        expected[i] -= told[i];
      }
    }
    double[] flat = NdArrays.doubles(result);
    int width = flat.length / m;
    for (int i = 0; i < m; i++) {
      // A feature's whole value stands at each of its elements.
      Grouping units = rows.grouped() ? rows.grouping(i) : Grouping.elements(width);
      boolean[] counted = new boolean[units.count()];
      double total = 0;
      for (int j = 0; j < width; j++) {
        int unit = units.ids()[j];
        total += counted[unit] ? 0 : flat[i * width + j];
        counted[unit] = true;
      }
      residuals[(int) rows.first() + i] = total - expected[i];
    }
  }

  private static void requireFinite(String id, INDArray values) {
    double[] flat = NdArrays.doubles(values);
    int width = (int) (values.length() / values.size(0));
    for (int i = 0; i < flat.length; i++) {
      if (!Double.isFinite(flat[i])) {
        throw new InputException(
            "The method "
                + id
                + " gave "
                + flat[i]
                + " for row "
                + i / width
                + "; try the precision float64 or another method.");
      }
    }
  }
}
