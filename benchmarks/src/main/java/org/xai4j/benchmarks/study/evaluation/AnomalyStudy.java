package org.xai4j.benchmarks.study.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.data.HeartbeatData;
import org.xai4j.benchmarks.data.Heartbeats;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.benchmarks.training.Auc;
import org.xai4j.benchmarks.training.HeartbeatTrainer;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Registry;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Truth;
import org.xai4j.evaluation.localisation.LocalisationAuc;
import org.xai4j.evaluation.localisation.RelevanceMassAccuracy;
import org.xai4j.evaluation.localisation.RelevanceRankAccuracy;
import org.xai4j.evaluation.localisation.Values;
import org.xai4j.evaluation.statistics.Bootstrap;

/**
 * Why does an autoencoder call a heartbeat anomalous? Its error is explained, and what the methods
 * find is compared with the known place of the anomaly, beside the squared difference of each
 * sample, which needs no method. Absent samples are those of the mean normal beat.
 */
public final class AnomalyStudy implements Study {
  private static final List<Metric> METRICS =
      List.of(
          new RelevanceMassAccuracy(Values.ABSOLUTE),
          new RelevanceRankAccuracy(Values.ABSOLUTE),
          new LocalisationAuc(Values.ABSOLUTE));

  /** The label of what needs no method. */
  private static final String RESIDUAL = "squared-difference";

  /** Made by the {@code ServiceLoader}. */
  public AnomalyStudy() {}

  @Override
  public String id() {
    return "anomaly";
  }

  @Override
  public void run(StudyRun run) {
    Network model = Models.read(run.experiment().model()).as(run.settings().precision());
    Heartbeats beats = HeartbeatData.beats();
    run.fact("model", model.hash());
    run.fact("data", Digest.of(beats.inputs()));
    run.page()
        .lead(
            "An autoencoder learnt to give normal heartbeats back. Where it errs much, the beat is"
                + " an anomaly. Which method finds the part of the beat that is anomalous?");
    List<List<Object>> results = new ArrayList<>();
    detection(run, model, beats, results);
    Samples all = new Samples(beats.inputs(), beats.labels(), Heartbeats.CLASSES);
    int wanted = run.settings().quick() ? run.experiment().quickRows() : run.experiment().rows();
    int[] rows = Arrays.stream(all.balanced(wanted)).filter(i -> beats.labels()[i] != 0).toArray();
    Samples chosen = all.select(rows);
    INDArray inputs = chosen.inputs().castTo(run.settings().precision());
    INDArray masks =
        new Samples(beats.masks(), beats.labels(), Heartbeats.CLASSES).select(rows).inputs();
    Context context =
        run.context()
            .with(Target.parse("error"))
            .with(Baseline.of(HeartbeatData.normal().inputs().mean(true, 0)));
    run.progress().begin("anomaly", 1);
    List<Explained> methods = new ArrayList<>(Explained.all(run, "beats", model, inputs, context));
    methods.add(residual(model, inputs, context));
    run.progress().end();
    localisation(run, chosen.labels(), masks, methods, results);
    examples(run, chosen, model, methods);
    run.results(List.of("part", "anomaly", "method", "metric", "value", "low", "high"), results);
  }

  private static void detection(
      StudyRun run, Network model, Heartbeats beats, List<List<Object>> results) {
    double[] errors = HeartbeatTrainer.errors(model, beats.inputs().castTo(model.type()));
    List<List<Object>> table = new ArrayList<>();
    for (int kind = 1; kind < Heartbeats.CLASSES.size(); kind++) {
      int label = kind;
      int[] rows =
          IntStream.range(0, errors.length)
              .filter(i -> beats.labels()[i] == 0 || beats.labels()[i] == label)
              .toArray();
      Auc auc =
          Auc.of(
              Arrays.stream(rows).mapToDouble(i -> errors[i]).toArray(),
              Arrays.stream(rows).map(i -> beats.labels()[i] == 0 ? 0 : 1).toArray());
      String name = Heartbeats.CLASSES.get(kind);
      table.add(List.of(name, auc.value(), auc.low(), auc.high()));
      results.add(List.of("detection", name, "", "auc", auc.value(), auc.low(), auc.high()));
      run.say(
          String.format(
              Locale.ROOT,
              "%s: detected with AUC %.3f [%.3f, %.3f]",
              name,
              auc.value(),
              auc.low(),
              auc.high()));
    }
    run.page()
        .heading("Does the error tell anomalies?")
        .text("Area under the ROC curve of the error, against normal beats, with 95 % intervals.")
        .table(List.of("anomaly", "area", "from", "to"), table);
  }

  /** The squared difference of each sample. */
  private static Explained residual(Network model, INDArray inputs, Context context) {
    INDArray difference = model.predict(inputs).sub(inputs);
    return new Explained(
        RESIDUAL,
        new Subject(
            model,
            inputs,
            difference.mul(difference),
            FeatureGroups.none(),
            Optional.empty(),
            context));
  }

  private static void localisation(
      StudyRun run,
      int[] labels,
      INDArray masks,
      List<Explained> methods,
      List<List<Object>> results) {
    Bootstrap bootstrap =
        new Bootstrap(labels.length, Explained.RESAMPLES, run.experiment().seed());
    List<List<Object>> table = new ArrayList<>();
    List<List<Object>> kinds = new ArrayList<>();
    for (Explained method : methods) {
      Subject known = method.subject().with(Truth.masks(masks));
      List<Object> row = new ArrayList<>(List.of(method.label()));
      for (Metric metric : METRICS) {
        Scores scores = method.score(run, "scores", metric, known);
        Bootstrap.Interval mean = bootstrap.mean(scores.values());
        String id = Registry.info(metric).id();
        row.add(Explained.words(mean));
        results.add(
            List.of("place", "all", method.label(), id, mean.mean(), mean.low(), mean.high()));
        if (metric instanceof RelevanceRankAccuracy) {
          kinds.add(byKind(method.label(), labels, scores.values()));
          run.say(
              String.format(
                  Locale.ROOT,
                  "  %-22s rank accuracy %.3f [%.3f, %.3f]",
                  method.label(),
                  mean.mean(),
                  mean.low(),
                  mean.high()));
        }
      }
      table.add(row);
    }
    List<String> columns = new ArrayList<>(List.of("method"));
    METRICS.forEach(m -> columns.add(Registry.info(m).title()));
    List<String> names = new ArrayList<>(List.of("method"));
    names.addAll(Heartbeats.CLASSES.subList(1, Heartbeats.CLASSES.size()));
    run.page()
        .heading("Do the methods find the anomaly?")
        .text(
            "Sizes of the values against the samples that the anomaly changes; larger is better,"
                + " means with 95 % intervals. The squared difference of each sample needs no"
                + " method.")
        .table(columns, table)
        .text("Relevance rank accuracy by anomaly.")
        .table(names, kinds);
  }

  private static List<Object> byKind(String method, int[] labels, double[] values) {
    List<Object> row = new ArrayList<>(List.of(method));
    for (int kind = 1; kind < Heartbeats.CLASSES.size(); kind++) {
      int label = kind;
      row.add(
          IntStream.range(0, labels.length)
              .filter(i -> labels[i] == label && !Double.isNaN(values[i]))
              .mapToDouble(i -> values[i])
              .average()
              .orElse(Double.NaN));
    }
    return row;
  }

  /** The first beat of each kind, what the network makes of it, and what some methods say. */
  private static void examples(
      StudyRun run, Samples beats, Network model, List<Explained> methods) {
    run.page()
        .heading("Examples")
        .text("Values of the methods on scales of their own, drawn below the beat.");
    double[] times =
        IntStream.range(0, Heartbeats.LENGTH)
            .mapToDouble(t -> (double) t / Heartbeats.LENGTH)
            .toArray();
    for (int kind = 1; kind < Heartbeats.CLASSES.size(); kind++) {
      int label = kind;
      int row =
          IntStream.range(0, beats.labels().length)
              .filter(i -> beats.labels()[i] == label)
              .findFirst()
              .orElse(-1);
      if (row < 0) {
        continue;
      }
      INDArray one = beats.inputs().get(NDArrayIndex.interval(row, row + 1)).castTo(model.type());
      List<LineChart.Line> lines = new ArrayList<>();
      lines.add(LineChart.Line.of(0, "beat", times, NdArrays.doubles(one)));
      lines.add(LineChart.Line.of(1, "given back", times, NdArrays.doubles(model.predict(one))));
      for (int m = 0; m < methods.size(); m++) {
        lines.add(
            LineChart.Line.of(
                m + 2, methods.get(m).label(), times, below(methods.get(m), row, m + 1)));
      }
      run.page()
          .svg(
              Heartbeats.CLASSES.get(kind),
              LineChart.draw(
                  "A beat with " + Heartbeats.CLASSES.get(kind) + " and its explanations",
                  new LineChart.Axis("time in s", LineChart.Scale.LINEAR),
                  new LineChart.Axis("mV; methods shifted down", LineChart.Scale.LINEAR),
                  lines,
                  true));
    }
  }

  private static double[] below(Explained method, int row, int place) {
    double[] values = NdArrays.rows(method.subject().attributions())[row];
    double most = Arrays.stream(values).map(Math::abs).max().orElse(1);
    return Arrays.stream(values)
        .map(v -> -0.5 - 0.5 * place + (most == 0 ? 0 : 0.4 * v / most))
        .toArray();
  }
}
