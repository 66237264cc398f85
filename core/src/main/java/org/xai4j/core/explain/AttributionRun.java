package org.xai4j.core.explain;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
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
    M metered = meter.watch(model);
    INDArray baseline = context.baseline().resolve(inputs);
    boolean shared = baseline.size(0) != inputs.size(0);
    int n = (int) inputs.size(0);
    double[] scores = new double[n];
    double[] residuals = new double[n];
    Gathered values = new Gathered(n);
    SplitRandom random = SplitRandom.of(context.seed()).split(id);
    // The part all rows share is done before any chunk, outside of the chunks' memory.
    AttributionExplainer.Attributor attributor = method.prepare(metered, inputs, context);
    context.progress().begin(id, n);
    Chunks.run(
        n,
        new Execution(method.chunk(context.execution().chunk()), context.execution().threads()),
        (from, to) -> {
          INDArray part = inputs.get(NDArrayIndex.interval(from, to));
          INDArray base = shared ? baseline : baseline.get(NDArrayIndex.interval(from, to));
          Rows rows = new Rows(part, from, base, context.target(), context.groups(), random);
          INDArray result = attributor.attribute(rows);
          Target.Resolved target = rows.resolved();
          if (target == null) {
            target = rows.target(asked.predictor(model).predict(part));
          }
          System.arraycopy(target.scores(), 0, scores, (int) from, rows.size());
          residuals(method.sum(), model, rows, target, result, asked, residuals);
          values.put(from, result);
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
        provenance(id, method, whole, inputs, asked));
  }

  private static <M extends Predictor> void residuals(
      AttributionExplainer.Sum sum,
      M model,
      Rows rows,
      Target.Resolved target,
      INDArray result,
      Context context,
      double[] residuals) {
    if (sum == AttributionExplainer.Sum.FREE) {
      return;
    }
    int m = rows.size();
    double[] expected = target.scores().clone();
    if (sum == AttributionExplainer.Sum.DIFFERENCE) {
      INDArray outputs = context.predictor(model).predict(rows.baseline());
      int[] rowOf = new int[m];
      double[] base;
      if (outputs.size(0) == m) {
        Arrays.setAll(rowOf, i -> i);
        base = target.scores(outputs, rowOf);
      } else {
        base = new double[m];
        double[] flat = Host.doubles(outputs);
        int k = (int) outputs.size(1);
        int b = (int) outputs.size(0);
        for (int i = 0; i < m; i++) {
          for (int j = 0; j < b; j++) {
            for (int c = 0; c < k; c++) {
              base[i] += target.weights()[i][c] * flat[j * k + c] / b;
            }
          }
        }
      }
      for (int i = 0; i < m; i++) {
        expected[i] -= base[i];
      }
    }
    double[] flat = Host.doubles(result);
    int width = flat.length / m;
    for (int i = 0; i < m; i++) {
      double total = 0;
      for (int j = 0; j < width; j++) {
        total += flat[i * width + j];
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
    request.put("groups", context.groups().toString());
    request.put("chunk", String.valueOf(context.execution().chunk()));
    request.put("precision", inputs.dataType().toString());
    return new Provenance(
        id,
        Registry.parameters(method),
        request,
        context.seed(),
        model instanceof Network network ? network.hash() : model.getClass().getName(),
        hash(inputs),
        Provenance.environment(context.engine().id()),
        Provenance.now());
  }

  /** SHA-256 of shape and values. */
  static String hash(INDArray array) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(
          Arrays.toString(array.shape()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      double[] flat = Host.doubles(array);
      ByteBuffer bytes = ByteBuffer.allocate(8 * flat.length);
      bytes.asDoubleBuffer().put(flat);
      digest.update(bytes);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
