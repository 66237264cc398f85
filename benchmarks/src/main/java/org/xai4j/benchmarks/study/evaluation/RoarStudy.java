package org.xai4j.benchmarks.study.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.benchmarks.report.LineChart;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.benchmarks.training.SmallNetwork;
import org.xai4j.core.data.Digest;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.retraining.Degraded;
import org.xai4j.evaluation.statistics.Bootstrap;

/**
 * Remove and retrain (Hooker et al. 2019): the features that a method finds most important are
 * replaced by their means in training and test data, and networks are trained anew from several
 * seeds. The better the method, the more their accuracy falls; with {@code modes} kar, keep and
 * retrain, the less. Parameters: {@code train}, {@code test}, {@code epochs}, {@code seeds}, {@code
 * shares}, {@code modes}.
 */
public final class RoarStudy implements Study {
  private static final int SIDE = 28;

  /** Made by the {@code ServiceLoader}. */
  public RoarStudy() {}

  @Override
  public String id() {
    return "roar";
  }

  /** The accuracy of one network. */
  record Accuracy(double value) {}

  /** What is retrained, and on what. */
  private record Data(Mnist train, Mnist test, INDArray mean, int epochs, long seed) {
    static Data of(StudyRun run) {
      boolean quick = run.settings().quick();
      Mnist train = Mnist.train().rows(0, (int) run.number("train", quick ? 500 : 2000));
      Mnist test = Mnist.test().rows(0, (int) run.number("test", quick ? 200 : 1000));
      return new Data(
          train,
          test,
          train.images().mean(true, 0),
          (int) run.number("epochs", quick ? 2 : 6),
          run.experiment().seed());
    }

    SmallNetwork network(int member) {
      return new SmallNetwork(SIDE, Mnist.CLASSES, false, seed + member);
    }
  }

  @Override
  public void run(StudyRun run) {
    Data data = Data.of(run);
    int seeds = (int) run.number("seeds", run.settings().quick() ? 2 : 5);
    double[] shares =
        Arrays.stream(run.param("shares", "10,30,50,70,90").split(","))
            .mapToDouble(RoarStudy::share)
            .toArray();
    List<String> modes = List.of(run.param("modes", "roar").split(","));
    for (String mode : modes) {
      InputException.check(
          mode.equals("kar") || mode.equals("roar"), "The modes are roar and kar, not '%s'.", mode);
    }
    INDArray parameters =
        Objects.requireNonNull(
            run.arrays(
                    "network",
                    Map.of("epochs", data.epochs(), "data", Digest.of(data.train().images())),
                    () ->
                        Map.of(
                            "parameters",
                            data.network(0)
                                .train(
                                    data.train().images(), data.train().labels(), data.epochs())))
                .get("parameters"));
    Network model = data.network(0).with(parameters);
    List<Explained> train =
        Explained.all(run, "train", model, data.train().images(), run.context());
    List<Explained> test = Explained.all(run, "test", model, data.test().images(), run.context());
    run.progress().begin("retraining", (long) modes.size() * train.size() * shares.length * seeds);
    double[] whole = new double[seeds];
    for (int s = 0; s < seeds; s++) {
      whole[s] = retrained(run, data, "whole/" + s, data.train().images(), data.test().images(), s);
    }
    run.page()
        .lead(
            String.format(
                Locale.ROOT,
                "Networks of %d seeds are trained anew on %d digits in which the pixels that a"
                    + " method finds most important are replaced by their means, and tested on %d"
                    + " digits changed likewise. On whole digits they reach %s.",
                seeds,
                data.train().size(),
                data.test().size(),
                percent(whole)));
    List<List<Object>> results = new ArrayList<>();
    SplitRandom ties = SplitRandom.of(run.experiment().seed()).split("ties");
    for (String mode : modes) {
      boolean keep = mode.equals("kar");
      Map<String, double[][]> accuracies = new LinkedHashMap<>();
      for (int m = 0; m < train.size(); m++) {
        double[][] own = new double[shares.length][seeds];
        for (int p = 0; p < shares.length; p++) {
          INDArray learnt =
              Degraded.of(
                  data.train().images(),
                  train.get(m).subject().attributions(),
                  shares[p],
                  keep,
                  data.mean(),
                  ties);
          INDArray asked =
              Degraded.of(
                  data.test().images(),
                  test.get(m).subject().attributions(),
                  shares[p],
                  keep,
                  data.mean(),
                  ties);
          for (int s = 0; s < seeds; s++) {
            String stage = mode + "/" + train.get(m).label() + "/" + shares[p] + "/" + s;
            own[p][s] = retrained(run, data, stage, learnt, asked, s);
            run.progress().advance(1);
          }
        }
        accuracies.put(train.get(m).label(), own);
      }
      report(run, mode, shares, whole, accuracies, results);
    }
    run.progress().end();
    run.results(List.of("mode", "method", "share", "seed", "accuracy"), results);
  }

  private static double share(String percent) {
    InputException.check(
        percent.matches("\\d{1,2}(\\.\\d+)?|100"),
        "The shares are percentages from 0 to 100 such as 10,50,90, not '%s'.",
        percent);
    return Double.parseDouble(percent) / 100;
  }

  private static double retrained(
      StudyRun run, Data data, String stage, INDArray learnt, INDArray asked, int member) {
    return run.stage(
            "accuracy/" + stage,
            Map.of("train", Digest.of(learnt), "test", Digest.of(asked), "epochs", data.epochs()),
            Accuracy.class,
            () -> {
              run.note("retraining " + stage);
              SmallNetwork network = data.network(member);
              INDArray parameters = network.train(learnt, data.train().labels(), data.epochs());
              return new Accuracy(
                  SmallNetwork.accuracy(network.with(parameters), asked, data.test().labels()));
            })
        .value();
  }

  private static String percent(double[] accuracies) {
    double mean = Arrays.stream(accuracies).average().orElse(Double.NaN);
    return String.format(
        Locale.ROOT, "%.1f ± %.1f %%", 100 * mean, 100 * Explained.deviation(accuracies));
  }

  private static void report(
      StudyRun run,
      String mode,
      double[] shares,
      double[] whole,
      Map<String, double[][]> accuracies,
      List<List<Object>> results) {
    List<LineChart.Line> lines = new ArrayList<>();
    List<List<Object>> table = new ArrayList<>();
    double[][] random = accuracies.get("random");
    accuracies.forEach(
        (label, own) -> {
          double[] x = new double[shares.length + 1];
          double[] y = new double[shares.length + 1];
          y[0] = Arrays.stream(whole).average().orElse(Double.NaN);
          List<Object> row = new ArrayList<>(List.of(label));
          for (int p = 0; p < shares.length; p++) {
            x[p + 1] = shares[p];
            y[p + 1] = Arrays.stream(own[p]).average().orElse(Double.NaN);
            row.add(percent(own[p]));
            for (int s = 0; s < own[p].length; s++) {
              results.add(List.of(mode, label, shares[p], s, own[p][s]));
            }
          }
          if (random != null) {
            String against = against(own, random, run.experiment().seed());
            row.add(against);
            run.say(
                String.format(
                    Locale.ROOT, "%s %-20s mean accuracy minus random: %s", mode, label, against));
          }
          table.add(row);
          lines.add(LineChart.Line.of(lines.size(), label, x, y));
        });
    List<String> columns = new ArrayList<>(List.of("method"));
    for (double share : shares) {
      columns.add(Math.round(100 * share) + " %");
    }
    if (random != null) {
      columns.add("mean minus random");
    }
    boolean keep = mode.equals("kar");
    run.page()
        .heading(keep ? "Keep and retrain" : "Remove and retrain")
        .text(
            keep
                ? "Only the most important pixels stay; the higher the accuracy, the better."
                : "The most important pixels go; the lower the accuracy, the better.")
        .svg(
            "Accuracy of the retrained networks, mean over seeds",
            LineChart.draw(
                "Accuracy against the share of pixels",
                new LineChart.Axis(
                    keep ? "pixels kept" : "pixels removed", LineChart.Scale.PERCENT),
                new LineChart.Axis("accuracy", LineChart.Scale.PERCENT),
                lines,
                true))
        .text("Mean and standard deviation over seeds; last, the difference over all shares.")
        .table(columns, table);
  }

  /** The mean difference over shares, its interval over seeds. */
  private static String against(double[][] own, double[][] random, long seed) {
    int seeds = own[0].length;
    double[] differences = new double[seeds];
    for (int s = 0; s < seeds; s++) {
      for (int p = 0; p < own.length; p++) {
        differences[s] += (own[p][s] - random[p][s]) / own.length;
      }
    }
    return Explained.words(new Bootstrap(seeds, Explained.RESAMPLES, seed).mean(differences));
  }
}
