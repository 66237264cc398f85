package org.xai4j.benchmarks.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.data.Splice;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.report.LogoChart;
import org.xai4j.benchmarks.training.Proportion;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Truth;

/**
 * Where does a network look that finds splice junctions? The relevance of each letter for the true
 * class, on junctions of the test set that the network gets right, against the letters that decide:
 * GT at positions 31 and 32 of an exon–intron boundary, AG at 29 and 30 of an intron–exon boundary.
 */
public final class SpliceStudy implements Study {
  private static final List<String> METRICS =
      List.of("pointing-game", "relevance-mass-accuracy", "relevance-rank-accuracy");
  private static final int LETTERS = Splice.LETTERS.length();
  private static final int LENGTH = Splice.LENGTH;

  /** Positions drawn in a logo, from 0: ten on either side of the middle. */
  private static final int FROM = 20;

  private static final int TO = 40;

  /** Made by the {@code ServiceLoader}. */
  public SpliceStudy() {}

  @Override
  public String id() {
    return "splice";
  }

  /** The junctions explained. */
  private record Junctions(INDArray inputs, int[] labels) {}

  @Override
  public void run(StudyRun run) {
    Experiment experiment = run.experiment();
    Network network = Models.read(experiment.model()).as(run.settings().precision());
    Splice test = Splice.test();
    INDArray best = network.predict(network.accept(test.inputs())).argMax(1);
    int right = 0;
    List<Integer> rows = new ArrayList<>();
    int wanted = run.settings().quick() ? experiment.quickRows() : experiment.rows();
    for (int i = 0; i < test.size(); i++) {
      boolean hit = best.getInt(i) == test.labels()[i];
      right += hit ? 1 : 0;
      if (hit && test.labels()[i] < 2 && rows.size() < wanted) {
        rows.add(i);
      }
    }
    Proportion accuracy = Proportion.of(right, test.size());
    Samples chosen =
        new Samples(test.inputs(), test.labels(), Splice.CLASSES)
            .select(rows.stream().mapToInt(Integer::intValue).toArray());
    Junctions junctions = new Junctions(network.accept(chosen.inputs()), chosen.labels());
    run.fact("model", network.hash());
    run.fact("data", Splice.hash());
    run.fact("accuracy", accuracy.value());
    run.page()
        .lead(
            String.format(
                Locale.ROOT,
                "An LSTM that reads in both directions finds splice junctions in DNA: %.2f %% of %d"
                    + " test windows are right. Which letters does it look at?",
                100 * accuracy.value(),
                test.size()));
    run.say(
        String.format(
            Locale.ROOT,
            "Test accuracy %.4f [%.4f, %.4f] on %d windows.",
            accuracy.value(),
            accuracy.low(),
            accuracy.high(),
            test.size()));
    run.progress().begin("methods", experiment.methods().size());
    List<List<Object>> results = new ArrayList<>();
    Map<String, INDArray> relevance = new LinkedHashMap<>();
    for (Experiment.Choice choice : experiment.methods()) {
      relevance.put(choice.label(), scored(run, choice, network, junctions, results));
      run.progress().advance(1);
    }
    run.progress().end();
    List<String> columns =
        new ArrayList<>(List.of("method", "peak in 29–32", "peak on truth", "from", "to"));
    columns.addAll(METRICS);
    run.results(columns, results);
    run.page()
        .heading("Does relevance peak where the class is decided?")
        .text(
            rows.size()
                + " junctions of the test set that the network gets right. Relevance of a position"
                + " is the sum over its letters; its peak should lie on the two letters that decide"
                + " the class (GT at 31 and 32 for ei, AG at 29 and 30 for ie); “from” and “to” are"
                + " the 95 % interval of that share. The last three columns are localisation"
                + " metrics against these two letters.")
        .table(columns, results);
    logos(run, relevance, junctions);
  }

  private static INDArray scored(
      StudyRun run,
      Experiment.Choice choice,
      Network network,
      Junctions junctions,
      List<List<Object>> results) {
    run.note(choice.label());
    if (!(Registry.load("method", Explainer.class).create(choice.id(), choice.params())
        instanceof AttributionExplainer<?> explainer)) {
      throw new InputException("The method " + choice.id() + " gives no relevance per letter.");
    }
    Context context = choice.in(run.context().with(Target.of(junctions.labels())));
    INDArray values =
        run.attribution(
                "relevance/" + choice.label(),
                choice.label(),
                explainer,
                network,
                junctions.inputs(),
                context)
            .values();
    double[] flat = NdArrays.doubles(values);
    int middle = 0;
    int truth = 0;
    int n = junctions.labels().length;
    for (int i = 0; i < n; i++) {
      int peak = peak(flat, i);
      int decisive = Splice.decisive(junctions.labels()[i]);
      middle += peak >= 28 && peak <= 31 ? 1 : 0;
      truth += peak == decisive || peak == decisive + 1 ? 1 : 0;
    }
    List<Object> row = new ArrayList<>();
    row.add(choice.label());
    Proportion hits = Proportion.of(truth, n);
    row.add((double) middle / n);
    row.add(hits.value());
    row.add(hits.low());
    row.add(hits.high());
    Subject subject =
        new Subject(
            network,
            junctions.inputs(),
            values,
            FeatureGroups.none(),
            Optional.empty(),
            context,
            Truth.masks(masks(junctions, values.dataType())));
    for (String metric : METRICS) {
      double[] scores = Registry.load("metric", Metric.class).get(metric).score(subject).values();
      row.add(Arrays.stream(scores).average().orElse(Double.NaN));
    }
    results.add(row);
    run.say(
        String.format(
            Locale.ROOT,
            "  %-24s peak in 29–32 %.3f, on the deciding letters %.3f [%.3f, %.3f]",
            choice.label(),
            (double) middle / n,
            hits.value(),
            hits.low(),
            hits.high()));
    return values;
  }

  private static int peak(double[] flat, int row) {
    int best = 0;
    double largest = Double.NEGATIVE_INFINITY;
    for (int t = 0; t < LENGTH; t++) {
      double sum = 0;
      for (int f = 0; f < LETTERS; f++) {
        sum += flat[(row * LETTERS + f) * LENGTH + t];
      }
      if (sum > largest) {
        largest = sum;
        best = t;
      }
    }
    return best;
  }

  private static INDArray masks(Junctions junctions, DataType type) {
    int n = junctions.labels().length;
    double[] inside = new double[n * LETTERS * LENGTH];
    for (int i = 0; i < n; i++) {
      for (int f = 0; f < LETTERS; f++) {
        int at = (i * LETTERS + f) * LENGTH + Splice.decisive(junctions.labels()[i]);
        inside[at] = 1;
        inside[at + 1] = 1;
      }
    }
    return NdArrays.array(type, inside, n, LETTERS, LENGTH);
  }

  private static void logos(StudyRun run, Map<String, INDArray> relevance, Junctions junctions) {
    run.page()
        .heading("The motif the network knows")
        .text(
            "Mean relevance of each letter by position, from ten letters before the boundary to ten"
                + " behind it; letters below the line speak against the class.");
    List<String> letters = Splice.LETTERS.chars().mapToObj(c -> String.valueOf((char) c)).toList();
    relevance.forEach(
        (label, values) -> {
          double[] flat = NdArrays.doubles(values);
          for (int c = 0; c < 2; c++) {
            int wanted = c;
            int[] rows =
                IntStream.range(0, junctions.labels().length)
                    .filter(i -> junctions.labels()[i] == wanted)
                    .toArray();
            double[][] mean = new double[LETTERS][TO - FROM];
            for (int i : rows) {
              for (int f = 0; f < LETTERS; f++) {
                for (int t = FROM; t < TO; t++) {
                  mean[f][t - FROM] += flat[(i * LETTERS + f) * LENGTH + t] / rows.length;
                }
              }
            }
            String caption = Splice.CLASSES.get(c) + " by " + label;
            run.page().svg(caption, LogoChart.draw(caption, letters, mean, FROM + 1));
          }
        });
  }
}
