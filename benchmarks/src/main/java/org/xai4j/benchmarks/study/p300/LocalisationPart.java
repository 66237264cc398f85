package org.xai4j.benchmarks.study.p300;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.benchmarks.study.evaluation.Explained;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.registry.Registry;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Truth;
import org.xai4j.evaluation.localisation.LocalisationAuc;
import org.xai4j.evaluation.localisation.RelevanceMassAccuracy;
import org.xai4j.evaluation.localisation.RelevanceRankAccuracy;
import org.xai4j.evaluation.localisation.Values;
import org.xai4j.evaluation.statistics.Bootstrap;

/** Relevance against the truth of the simulation. */
final class LocalisationPart {
  private static final int RESAMPLES = 1000;

  private static final List<Metric> METRICS =
      List.of(
          new LocalisationAuc(Values.ABSOLUTE),
          new RelevanceMassAccuracy(Values.ABSOLUTE),
          new RelevanceRankAccuracy(Values.ABSOLUTE));

  private LocalisationPart() {}

  static void add(
      Setup setup, double[][] truth, Map<Trained, List<Evidence>> all, List<List<Object>> results) {
    int channels = truth.length;
    int times = truth[0].length;
    double[] flat = new double[channels * times];
    double inside = 0;
    for (int j = 0; j < flat.length; j++) {
      flat[j] = truth[j / times][j % times];
      inside += flat[j] / flat.length;
    }
    INDArray masks = NdArrays.array(DataType.FLOAT, flat, channels, times);
    Bootstrap bootstrap =
        new Bootstrap(setup.labels().length, RESAMPLES, setup.run().experiment().seed());
    List<String> columns = new ArrayList<>(List.of("classifier", "method", "AUC of the mean map"));
    METRICS.forEach(m -> columns.add(Registry.info(m).title()));
    List<List<Object>> table = new ArrayList<>();
    all.forEach(
        (m, methods) -> {
          for (Evidence e : methods) {
            double whole = Sweep.localisation(e.map(), truth);
            String id = m.classifier().id();
            results.add(List.of("localisation", id, e.label(), "map AUC", "", whole, "", ""));
            List<Object> row = new ArrayList<>(List.of(m.name(), e.label(), whole));
            for (Metric metric : METRICS) {
              Explained explained = e.explained();
              Subject known = explained.subject().with(Truth.masks(masks));
              Bootstrap.Interval mean =
                  bootstrap.mean(
                      explained.score(setup.run(), "localisation/" + id, metric, known).values());
              results.add(
                  List.of(
                      "localisation",
                      id,
                      e.label(),
                      Registry.info(metric).id(),
                      "",
                      mean.mean(),
                      mean.low(),
                      mean.high()));
              row.add(Numbers.interval(mean.mean(), mean.low(), mean.high()));
            }
            table.add(row);
          }
          setup.run().progress().advance(1);
        });
    setup
        .run()
        .page()
        .heading("Is the relevance where the classes differ?")
        .text(
            String.format(
                Locale.ROOT,
                "The truth is known: without noise the classes differ at %.1f %% of the electrodes"
                    + " and moments by at least a quarter of the largest difference. First of the"
                    + " mean map over all epochs, then of single epochs, which hold far more noise"
                    + " than signal; larger is better, means with 95 %% intervals. A classifier"
                    + " may look elsewhere for good reasons: to take noise away.",
                100 * inside))
        .table(columns, table);
  }
}
