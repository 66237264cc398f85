package org.xai4j.benchmarks.explorer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.network.Model;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;

/** How good the explanation of a row is, and what the row is at a point of a metric's curve. */
final class MetricAnswers {
  private final Exhibits exhibits;
  private final Registry<Metric> metrics = Registry.load("metric", Metric.class);

  MetricAnswers(Exhibits exhibits) {
    this.exhibits = exhibits;
  }

  /** One metric of the row's explanation, with its curve where it has one. */
  ObjectNode metric(Question question, Progress progress) {
    Metric metric = metrics.get(question.beside("metric"));
    Subject subject = subject(question, progress);
    metric
        .unsuitable(subject)
        .ifPresent(
            why -> {
              throw new InputException("The metric does not apply: " + why);
            });
    Scores scores = metric.score(subject);
    ObjectNode root = Answer.empty();
    if (Double.isFinite(scores.values()[0])) {
      root.put("value", scores.values()[0]);
    }
    root.put("better", metric.direction().toString().toLowerCase(Locale.ROOT));
    root.put("title", Registry.info(metric).title());
    if (scores.curves().length > 0) {
      Answer.put(root, "points", scores.points());
      Answer.put(root, "curve", scores.curves()[0]);
    }
    root.put("command", Commands.evaluate(question, exhibits.of(question)));
    return root;
  }

  private Subject subject(Question question, Progress progress) {
    Context context = exhibits.of(question).context(question.options(), progress);
    INDArray row = exhibits.row(question);
    Optional<AttributionExplainer<?>> method =
        exhibits.method(question) instanceof AttributionExplainer<?> known
            ? Optional.of(known)
            : Optional.empty();
    return new Subject(
        exhibits.model(question),
        row,
        exhibits.attribution(question, progress).values().castTo(row.dataType()),
        context.groups(),
        method,
        context);
  }

  /**
   * The row at a point of the curve of {@code deletion} or {@code insertion}: features with the
   * largest attribution at the baseline, or the only ones that are not.
   */
  ObjectNode at(Question question, Progress progress) {
    String metric = question.beside("metric");
    boolean insert = metric.equals("insertion");
    InputException.check(
        insert || metric.equals("deletion"),
        "Rows along a curve are shown for deletion and insertion, not for %s.",
        metric);
    InputException.check(
        question.beside("point").matches("\\d{1,6}"),
        "The point '%s' of the curve is not a number from 0 on.",
        question.beside("point"));
    Subject subject = subject(question, progress);
    Grouping groups = subject.context().groups().of(subject.inputs());
    double[] values = NdArrays.doubles(subject.inputs());
    double[] absent = NdArrays.doubles(subject.context().baseline().resolve(subject.inputs()));
    InputException.check(
        absent.length == values.length,
        "Over a baseline of many rows a curve is a mean, which is no single row; take zeros or"
            + " mean.");
    boolean[] gone = gone(subject, groups, Integer.parseInt(question.beside("point")));
    for (int j = 0; j < values.length; j++) {
      values[j] = gone[groups.ids()[j]] != insert ? absent[j] : values[j];
    }
    // Metrics work on images with channels first.
    Model model = exhibits.model(question);
    INDArray first = NdArrays.array(DataType.FLOAT, values, subject.inputs().shape());
    boolean turned = subject.model().layout() != model.layout();
    INDArray changed = model.accept(turned ? model.layout().fromChannelsFirst(first) : first);
    ObjectNode root = Answer.empty();
    Answer.put(root, "values", NdArrays.doubles(changed));
    Answer.put(root, "scores", exhibits.scores(question, changed)[0]);
    return root;
  }

  /** The features that are flipped up to a point, of which there are 28. */
  private static boolean[] gone(Subject subject, Grouping groups, int point) {
    double[] attribution = subject.rows()[0];
    double[] means = new double[groups.count()];
    int[] sizes = new int[groups.count()];
    for (int j = 0; j < attribution.length; j++) {
      means[groups.ids()[j]] += attribution[j];
      sizes[groups.ids()[j]]++;
    }
    for (int g = 0; g < means.length; g++) {
      means[g] /= sizes[g];
    }
    int step = (groups.count() + 27) / 28;
    int[] order = Instance.descending(means);
    boolean[] gone = new boolean[groups.count()];
    for (int k = 0; k < Math.min((long) point * step, order.length); k++) {
      gone[order[k]] = true;
    }
    return gone;
  }
}
