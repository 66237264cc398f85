package org.xai4j.core.explain;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.data.Digest;
import org.xai4j.core.engine.Host;
import org.xai4j.core.engine.Meter;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.Gathered;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.run.SplitRandom;

/** What every attribution method shares: checks, chunks, targets, residuals, provenance. */
final class AttributionRun {
  private AttributionRun() {}

  static <M extends Predictor> Attribution run(
      AttributionExplainer<M> method, M whole, INDArray given, Context asked) {
    long start = System.nanoTime();
    String id = Registry.info(method).id();
    M model = asked.target().view(whole);
    INDArray inputs = model instanceof Network network ? network.accept(given) : given;
    requireFinite(inputs);
    method
        .unsuitable(model, inputs)
        .ifPresent(
            why -> {
              throw new InputException("The method " + id + " does not apply: " + why);
            });
    Meter meter = new Meter(asked.engine());
    Context context = asked.with(meter);
    boolean inside = method.modelType() == (Class<?>) Network.class;
    if (context.layer().isPresent()) {
      InputException.check(
          inside && model instanceof Network,
          "The method %s attributes inputs only; leave the layer '%s' out or take a method that"
              + " looks inside a network.",
          id,
          context.layer().get());
      Inner inner = Inner.of((Network) model, inputs, context);
      @SuppressWarnings("unchecked") // the method explains networks
      M rest = (M) inner.rest();
      Part<M> part = new Part<>(rest, inner.values(), inner.baseline(), a -> a);
      return finished(method, whole, inputs, asked, part, meter, start);
    }
    if (inside && model instanceof Network network && network.tokens()) {
      Embedded embedded = Embedded.of(network);
      INDArray ids = embedded.baseline(context.baseline(), inputs);
      @SuppressWarnings("unchecked") // the method explains networks
      M rest = (M) embedded.rest();
      Part<M> part =
          new Part<>(
              rest,
              embedded.lookup().predict(inputs),
              embedded.lookup().predict(ids),
              method::tokens);
      return finished(method, whole, inputs, asked, part, meter, start);
    }
    Part<M> part =
        new Part<>(meter.watch(model), inputs, context.baseline().resolve(inputs), a -> a);
    return finished(method, whole, inputs, asked, part, meter, start);
  }

  /**
   * The part of a model that is run.
   *
   * @param model from its own inputs to the target's view of the outputs
   * @param inputs [n, …] of this part
   * @param baseline [b, …] of this part
   * @param reduce makes the attribution of the whole from that of the part
   */
  private record Part<M extends Predictor>(
      M model, INDArray inputs, INDArray baseline, UnaryOperator<INDArray> reduce) {}

  private static <M extends Predictor> Attribution finished(
      AttributionExplainer<M> method,
      M whole,
      INDArray given,
      Context asked,
      Part<M> part,
      Meter meter,
      long start) {
    String id = Registry.info(method).id();
    Context context = asked.with(meter);
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
    double[] scores = new double[n];
    double[] residuals = new double[n];
    Gathered values = new Gathered(n);
    SplitRandom random = SplitRandom.of(context.seed()).split(id);
    // What all rows share is made before any chunk, outside of the chunks' memory.
    AttributionExplainer.Attributor attributor = method.prepare(part.model(), inputs, context);
    context.progress().begin(id, n);
    Chunks.run(
        n,
        new Execution(method.chunk(context.execution().chunk()), context.execution().threads()),
        (from, to) -> {
          INDArray some = inputs.get(NDArrayIndex.interval(from, to));
          INDArray base = shared ? baseline : baseline.get(NDArrayIndex.interval(from, to));
          Rows rows =
              new Rows(some, from, base, shared, context.target(), context.groups(), random);
          INDArray result = attributor.attribute(rows);
          Target.Resolved target = rows.resolved();
          if (target == null) {
            target = rows.target(asked.predictor(part.model()).predict(some));
          }
          System.arraycopy(target.scores(), 0, scores, (int) from, rows.size());
          residuals(method, part.model(), rows, target, result, asked, residuals);
          values.put(from, part.reduce().apply(result));
          context.progress().advance(to - from);
        });
    context.progress().end();
    INDArray attribution = values.get();
    requireFinite(id, attribution);
    Cost cost =
        new Cost((System.nanoTime() - start) / 1e9, meter.forwardRows(), meter.backwardRows());
    return new Attribution(
        attribution,
        scores,
        method.sum() == AttributionExplainer.Sum.FREE ? Optional.empty() : Optional.of(residuals),
        cost,
        provenance(id, method, whole, given, asked));
  }

  private static <M extends Predictor> void residuals(
      AttributionExplainer<M> method,
      M model,
      Rows rows,
      Target.Resolved target,
      INDArray result,
      Context context,
      double[] residuals) {
    AttributionExplainer.Sum sum = method.sum();
    if (sum == AttributionExplainer.Sum.FREE) {
      return;
    }
    int m = rows.size();
    double[] expected = target.scores().clone();
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
        expected[i] -= base[i];
      }
    }
    double[] flat = Host.doubles(result);
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

  private static void requireFinite(INDArray inputs) {
    InputException.check(inputs.size(0) > 0, "The input array has no rows; give at least one.");
    double[] flat = Host.doubles(inputs);
    int width = (int) (inputs.length() / inputs.size(0));
    for (int i = 0; i < flat.length; i++) {
      InputException.check(
          Double.isFinite(flat[i]),
          "The input holds %s in row %d at element %d; replace or drop it.",
          flat[i],
          i / width,
          i % width);
    }
  }

  private static void requireFinite(String id, INDArray values) {
    double[] flat = Host.doubles(values);
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
                + "; try --precision float64 or another method.");
      }
    }
  }

  private static Provenance provenance(
      String id, Object method, Predictor model, INDArray inputs, Context context) {
    Map<String, String> request = new LinkedHashMap<>();
    request.put("target", context.target().toString());
    request.put("baseline", context.baseline().toString());
    context.layer().ifPresent(layer -> request.put("layer", layer));
    request.put("groups", context.groups().toString());
    request.put("chunk", String.valueOf(context.execution().chunk()));
    request.put("precision", inputs.dataType().toString());
    return new Provenance(
        id,
        Registry.parameters(method),
        request,
        context.seed(),
        model instanceof Network network ? network.hash() : model.getClass().getName(),
        Digest.of(inputs),
        Provenance.environment(context.engine().id()),
        Provenance.now());
  }
}
