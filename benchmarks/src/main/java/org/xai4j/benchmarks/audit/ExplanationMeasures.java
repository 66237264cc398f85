package org.xai4j.benchmarks.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.experiment.Task;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.statistics.Bootstrap;
import org.xai4j.evaluation.statistics.Bootstrap.Interval;

/** How faithful and how stable explanations of a model are, against random ones. */
final class ExplanationMeasures {
  static final List<String> HEADER =
      List.of("metric", "better", "explanation", "random", "better than random by");

  /** Metrics with their parameters. */
  private static final Map<String, Map<String, String>> METRICS =
      new java.util.TreeMap<>(
          Map.of(
              "deletion",
              Map.of(),
              "insertion",
              Map.of(),
              "comprehensiveness",
              Map.of(),
              "max-sensitivity",
              Map.of("samples", "2"),
              "sparseness",
              Map.of()));

  private ExplanationMeasures() {}

  /**
   * What was measured.
   *
   * @param method id
   * @param rows that were explained
   * @param seconds per explanation
   * @param table by metric
   * @param left metrics that do not apply, with why
   */
  record Measured(
      String method, int rows, double seconds, List<List<Object>> table, List<String> left) {}

  static Measured of(CardSubject subject, AuditSettings settings) {
    boolean network = subject.model() instanceof Network;
    String id = network ? "integrated-gradients" : "kernel-shap";
    int n = (int) subject.inputs().size(0);
    int some = Math.min(settings.explained(), n);
    INDArray rows = some(subject.inputs(), some, n);
    Task task = subject.task();
    Context plain =
        settings
            .context()
            .withSeed(settings.seed())
            .with(Baseline.parse(task.baseline()))
            .with(FeatureGroups.parse(task.groups()));
    Context context = subject.schema().map(plain::with).orElse(plain);
    AttributionExplainer<?> method = method(id);
    Attribution attribution = explain(method, subject.model(), rows, context);
    AttributionExplainer<?> chance = method("random");
    INDArray random = explain(chance, subject.model(), rows, context).values();
    List<List<Object>> table = new ArrayList<>();
    List<String> left = new ArrayList<>();
    METRICS.forEach(
        (metric, parameters) -> {
          Metric scorer = Registry.load("metric", Metric.class).create(metric, parameters);
          Subject one = subject(subject.model(), rows, attribution.values(), method, context);
          Optional<String> why = scorer.unsuitable(one);
          why.ifPresent(text -> left.add(metric + ": " + text));
          if (why.isEmpty()) {
            double[] own = scorer.score(one).values();
            Subject control = subject(subject.model(), rows, random, chance, context);
            double[] other = scorer.score(control).values();
            table.add(line(metric, scorer.direction(), own, other, settings));
          }
        });
    return new Measured(
        id, some, attribution.cost().seconds() / some, List.copyOf(table), List.copyOf(left));
  }

  private static List<Object> line(
      String metric,
      Metric.Direction direction,
      double[] own,
      double[] other,
      AuditSettings settings) {
    Bootstrap bootstrap =
        new Bootstrap(own.length, Math.min(500, settings.draws()), settings.seed());
    int sign = direction == Metric.Direction.HIGHER ? 1 : -1;
    double[] gain = new double[own.length];
    Arrays.setAll(gain, i -> sign * (own[i] - other[i]));
    Interval mean = bootstrap.mean(own);
    return List.of(
        metric,
        direction == Metric.Direction.HIGHER ? "higher" : "lower",
        mean,
        bootstrap.mean(other),
        bootstrap.mean(gain));
  }

  private static AttributionExplainer<?> method(String id) {
    return (AttributionExplainer<?>) Registry.load("method", Explainer.class).get(id);
  }

  private static Subject subject(
      Model model,
      INDArray rows,
      INDArray values,
      AttributionExplainer<?> method,
      Context context) {
    return new Subject(model, rows, values, context.groups(), Optional.of(method), context);
  }

  private static <M extends Predictor> Attribution explain(
      AttributionExplainer<M> method, Model model, INDArray rows, Context context) {
    return method.explain(method.take(model), rows, context);
  }

  /** Rows drawn evenly from first to last. */
  private static INDArray some(INDArray all, int some, int n) {
    return some == n
        ? all
        : Nd4j.concat(
            0,
            IntStream.range(0, some)
                .mapToLong(i -> (long) i * n / some)
                .mapToObj(i -> all.get(NDArrayIndex.interval(i, i + 1)))
                .toArray(INDArray[]::new));
  }
}
