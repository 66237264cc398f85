package org.xai4j.benchmarks.study.p300;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.report.AgreementChart;
import org.xai4j.benchmarks.report.Numbers;
import org.xai4j.benchmarks.report.ScalpMap;
import org.xai4j.benchmarks.report.TimeMap;
import org.xai4j.benchmarks.study.evaluation.Explained;
import org.xai4j.evaluation.agreement.Agreement;
import org.xai4j.evaluation.agreement.AgreementMatrix;
import org.xai4j.evaluation.statistics.Bootstrap;

/** Where the classifiers look, as every method that applies sees it. */
final class RelevancePart {
  /** Half the width of the window around a peak that is drawn over the scalp, in seconds. */
  private static final double AROUND = 0.04;

  private static final int RESAMPLES = 500;

  private final Setup setup;
  private final List<List<Object>> results;
  private final String reference;

  RelevancePart(Setup setup, List<List<Object>> results) {
    this.setup = setup;
    this.results = results;
    reference = setup.run().param("method", "integrated-gradients");
  }

  /** Explains every model by every method; methods by model. */
  Map<Trained, List<Evidence>> explain(List<Trained> models) {
    Map<Trained, List<Evidence>> all = new LinkedHashMap<>();
    for (Trained m : models) {
      all.put(m, explain(m, "relevance/" + m.classifier().id(), choices()));
      setup.run().progress().advance(1);
    }
    return all;
  }

  /** Explains a model by some of the experiment's methods. */
  List<Evidence> explain(Trained m, String stage, Set<String> labels) {
    return explain(m, stage, choices().stream().filter(c -> labels.contains(c.label())).toList());
  }

  private List<Evidence> explain(Trained m, String stage, List<Experiment.Choice> choices) {
    return Explained.all(setup.run(), stage, choices, m.model(), setup.inputs(), setup.context())
        .stream()
        .map(e -> Evidence.of(setup, e))
        .toList();
  }

  /**
   * The experiment's methods; the groups "cells" are windows of each channel, "windows" those of
   * all channels.
   */
  private List<Experiment.Choice> choices() {
    Map<String, String> grids =
        Map.of(
            "cells", "grid:" + setup.channels().size() + "x" + setup.windows(),
            "windows", "grid:1x" + setup.windows());
    return setup.run().experiment().methods().stream()
        .map(
            c ->
                new Experiment.Choice(
                    c.id(),
                    c.label(),
                    c.params(),
                    c.baseline(),
                    grids.getOrDefault(c.groups(), c.groups())))
        .toList();
  }

  /** The evidence by which the other parts rank, per model. */
  Evidence reference(List<Evidence> methods) {
    return methods.stream()
        .filter(e -> e.label().equals(reference))
        .findFirst()
        .orElse(methods.get(0));
  }

  void add(Map<Trained, List<Evidence>> all) {
    double[][] truth = setup.data().truth().orElse(new double[0][]);
    setup
        .run()
        .page()
        .heading("Where do the classifiers look?")
        .text(
            String.format(
                Locale.ROOT,
                "Relevance for the logit of “target”, of %d test epochs, half of them targets. For"
                    + " methods that share out the output: the mean over targets minus the mean"
                    + " over others, what each electrode and moment adds to telling them apart."
                    + " For methods that measure sensitivity (marked |·|): the mean size. Red"
                    + " speaks for target.%s",
                setup.labels().length,
                truth.length > 0 ? " Outlined: where the classes differ in truth." : ""));
    for (Map.Entry<Trained, List<Evidence>> entry : all.entrySet()) {
      List<String> maps = new ArrayList<>();
      for (Evidence e : entry.getValue()) {
        maps.add(
            TimeMap.draw(
                e.label() + (e.sensitivity() ? " |·|" : ""),
                setup.channels(),
                setup.times(),
                e.map(),
                truth));
      }
      setup.run().page().svg(entry.getKey().name(), Figures.grid(maps));
    }
    peaks(all);
    scalps(all);
    agreement(all);
  }

  /** When relevance is largest, and over which electrodes. */
  private void peaks(Map<Trained, List<Evidence>> all) {
    Bootstrap bootstrap =
        new Bootstrap(setup.labels().length, RESAMPLES, setup.run().experiment().seed());
    List<List<Object>> table = new ArrayList<>();
    all.forEach(
        (m, methods) -> {
          for (Evidence e : methods) {
            if (e.control()) {
              continue;
            }
            Bootstrap.Interval peak = bootstrap.of(e::peak);
            double[] shares = e.shares();
            List<Integer> order = descending(shares);
            String id = m.classifier().id();
            results.add(
                List.of(
                    "relevance",
                    id,
                    e.label(),
                    "peak in ms",
                    "",
                    peak.mean(),
                    peak.low(),
                    peak.high()));
            for (int c = 0; c < shares.length; c++) {
              results.add(
                  List.of(
                      "relevance",
                      id,
                      e.label(),
                      "share of channel",
                      setup.channels().get(c),
                      shares[c],
                      "",
                      ""));
            }
            String channels =
                order.stream()
                    .limit(4)
                    .map(c -> setup.channels().get(c) + " " + Numbers.fixed(shares[c], 2))
                    .reduce((a, b) -> a + ", " + b)
                    .orElse("");
            table.add(
                List.of(
                    m.name(),
                    e.label(),
                    String.format(
                        Locale.ROOT, "%.0f [%.0f, %.0f]", peak.mean(), peak.low(), peak.high()),
                    channels));
            if (e.label().equals(reference)) {
              setup
                  .run()
                  .say(
                      String.format(
                          Locale.ROOT,
                          "%-14s relevance peaks at %.0f ms [%.0f, %.0f]; channels %s",
                          m.name(),
                          peak.mean(),
                          peak.low(),
                          peak.high(),
                          channels));
            }
          }
        });
    setup
        .run()
        .page()
        .heading("When, and over which electrodes?")
        .text(
            "The moment at which relevance, summed over electrodes, is largest, with its 95 %"
                + " bootstrap interval over epochs; and the electrodes' shares of the whole.")
        .table(List.of("classifier", "method", "peak in ms", "largest shares"), table);
  }

  static List<Integer> descending(double[] values) {
    return IntStream.range(0, values.length)
        .boxed()
        .sorted(Comparator.comparingDouble(c -> -values[c]))
        .toList();
  }

  /** Heads at the peak, with the reference method. */
  private void scalps(Map<Trained, List<Evidence>> all) {
    List<ScalpMap.Head> heads = new ArrayList<>();
    int[] everything = IntStream.range(0, setup.labels().length).toArray();
    all.forEach(
        (m, methods) -> {
          Evidence e = reference(methods);
          double at = e.peak(everything) / 1000;
          heads.add(
              new ScalpMap.Head(
                  String.format(Locale.ROOT, "%s, %.0f ms", m.name(), 1000 * at),
                  PotentialPart.mean(e.map(), setup.times(), at - AROUND, at + AROUND)));
        });
    setup
        .run()
        .page()
        .svg(
            "Relevance by " + reference + " around each classifier's peak (±40 ms)",
            ScalpMap.draw("Relevance over the scalp", setup.places(), heads, 4));
  }

  /** How far methods agree on one model, and models by one method. */
  private void agreement(Map<Trained, List<Evidence>> all) {
    Trained best = best(all);
    List<Evidence> methods = Objects.requireNonNull(all.get(best));
    setup
        .run()
        .page()
        .heading("Do the methods agree, and the classifiers?")
        .text(
            "Spearman's correlation of the sizes of relevance over all electrodes and moments,"
                + " mean over epochs. Left the methods on the network with the largest AUC, right"
                + " the classifiers as "
                + reference
                + " sees them.");
    chart(
        "Methods on " + best.name(),
        methods.stream().map(Evidence::label).toList(),
        methods.stream().map(Evidence::explained).toList());
    chart(
        "Classifiers by " + reference,
        all.keySet().stream().map(Trained::name).toList(),
        all.values().stream().map(m -> reference(m).explained()).toList());
  }

  private Trained best(Map<Trained, List<Evidence>> all) {
    int[] labels = setup.test().labels();
    return all.keySet().stream()
        .filter(m -> m.classifier() != org.xai4j.benchmarks.p300.Classifier.LDA || all.size() == 1)
        .max(Comparator.comparingDouble(m -> new Roc(m.scores(), labels).area()))
        .orElseThrow();
  }

  private void chart(String caption, List<String> names, List<Explained> explained) {
    AgreementMatrix matrix =
        AgreementMatrix.of(
            Agreement.SPEARMAN,
            explained.stream().map(e -> e.subject().attributions()).toList(),
            0);
    for (int a = 0; a < names.size(); a++) {
      for (int b = 0; b < a; b++) {
        results.add(
            List.of(
                "agreement",
                caption,
                names.get(a),
                "spearman",
                names.get(b),
                matrix.values()[a][b],
                "",
                ""));
      }
    }
    setup
        .run()
        .page()
        .svg(caption, AgreementChart.draw(caption, names, matrix.values(), matrix.clusters()));
  }
}
