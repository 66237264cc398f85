package org.xai4j.benchmarks.study.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xai4j.benchmarks.data.Models;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.data.Sentiment;
import org.xai4j.benchmarks.data.SentimentData;
import org.xai4j.benchmarks.experiment.Comparison;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.benchmarks.experiment.Ranking;
import org.xai4j.benchmarks.report.Report;
import org.xai4j.benchmarks.report.Summary;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.benchmarks.training.Proportion;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/**
 * Which words make networks call a sentence positive? For each network a comparison of the methods
 * in a folder of its own, and on one page: the sentences in coloured text, the words with the most
 * relevance, scores and agreement. Parameters: {@code models}, ids or files with commas (sentiment,
 * sentiment-cnn); {@code words}, label of the method whose words are drawn (integrated-gradients);
 * {@code least}, how often a word must occur to be ranked (3).
 */
public final class SentimentStudy implements Study {
  /** Made by the {@code ServiceLoader}. */
  public SentimentStudy() {}

  @Override
  public String id() {
    return "sentiment";
  }

  @Override
  public void run(StudyRun run) {
    Experiment experiment = run.experiment();
    InputException.check(
        experiment.data().equals("sentiment"),
        "The study sentiment explains the data sentiment, not '%s'.",
        experiment.data());
    List<String> models = List.of(run.param("models", "sentiment,sentiment-cnn").split(","));
    List<List<Object>> results = new ArrayList<>();
    List<List<Object>> accuracies = new ArrayList<>();
    List<ReadSentences> read = new ArrayList<>();
    for (String model : models) {
      String name = model.strip().replaceAll(".*[/\\\\]|\\.[a-z0-9]+$", "");
      InputException.check(
          read.stream().noneMatch(other -> other.name().equals(name)),
          "Two of the models are named %s, and so would be their folders; rename a file.",
          name);
      Network network = Models.read(model.strip()).as(run.settings().precision());
      accuracies.add(accuracy(run, name, network, results));
      Outcome outcome =
          Comparison.run(
              experiment.with(name, model.strip()),
              run.settings(),
              run.folder().resolve(name),
              run.progress(),
              run::note);
      Report.write(run.folder().resolve(name + "/report.html"), outcome);
      read.add(read(run, name, outcome));
    }
    run.fact("data", Sentiment.hash());
    run.page()
        .lead(
            "Networks read sentences of film, product and restaurant reviews and tell positive from"
                + " negative ones. Which words do they go by, and which method tells it best?")
        .heading("How good are the networks?")
        .text(
            "On the sentences that they were not trained on, with 95 % intervals. Words that occur"
                + " once in training are unknown to them.")
        .table(List.of("network", "accuracy", "from", "to", "sentences"), accuracies);
    for (ReadSentences one : read) {
      Colours.add(run.page(), one);
    }
    for (ReadSentences one : read) {
      WordRanking.add(run, one, results);
    }
    for (ReadSentences one : read) {
      Summary.add(
          run.page(), "Which method is right about the network " + one.name() + "?", one.outcome());
      WordAgreement.add(run.page(), one, results);
      scores(run, one, results);
    }
    run.results(
        List.of("network", "part", "method", "name", "value", "low", "high", "count"), results);
  }

  private static List<Object> accuracy(
      StudyRun run, String name, Network network, List<List<Object>> results) {
    Samples test = new SentimentData().test();
    double[] p = NdArrays.doubles(network.predict(test.inputs()));
    int n = test.labels().length;
    InputException.check(
        p.length == 2 * n, "The network %s does not tell two classes apart.", name);
    int right = 0;
    for (int i = 0; i < n; i++) {
      right += (p[2 * i + 1] > p[2 * i] ? 1 : 0) == test.labels()[i] ? 1 : 0;
    }
    Proportion accuracy = Proportion.of(right, n);
    run.fact("model " + name, network.hash());
    results.add(
        List.of(name, "accuracy", "", "", accuracy.value(), accuracy.low(), accuracy.high(), n));
    run.say(
        String.format(
            Locale.ROOT,
            "%s: accuracy %.3f [%.3f, %.3f] on %d sentences.",
            name,
            accuracy.value(),
            accuracy.low(),
            accuracy.high(),
            n));
    return List.of(name, accuracy.value(), accuracy.low(), accuracy.high(), n);
  }

  /** The relevance of every word of the sentences that a comparison explained. */
  private static ReadSentences read(StudyRun run, String name, Outcome outcome) {
    Experiment experiment = run.experiment();
    Samples all = new SentimentData().test();
    int[] rows = all.balanced(run.settings().quick() ? experiment.quickRows() : experiment.rows());
    Sentiment test = Sentiment.test();
    List<ReadSentences.Sentence> sentences = new ArrayList<>();
    List<double[][]> values = new ArrayList<>();
    for (Outcome.Method method : outcome.methods()) {
      values.add(NdArrays.rows(method.attributions()));
    }
    for (int i = 0; i < rows.length; i++) {
      boolean positive = outcome.predicted()[i] == 1;
      List<double[]> own = new ArrayList<>();
      for (double[][] method : values) {
        double[] row = method[i];
        // Relevance speaks for the answer; here it speaks for "positive".
        own.add(positive ? row : Arrays.stream(row).map(v -> -v).toArray());
      }
      sentences.add(
          ReadSentences.Sentence.of(
              test.texts().get(rows[i]), test.labels()[rows[i]] == 1, positive, own));
    }
    return new ReadSentences(name, outcome, List.copyOf(sentences));
  }

  private static void scores(StudyRun run, ReadSentences one, List<List<Object>> results) {
    int n = one.sentences().size();
    run.say(one.name() + ", mean rank:");
    for (Ranking.Row row : one.outcome().ranking().rows()) {
      var rank = row.rank();
      results.add(
          List.of(
              one.name(), "mean rank", row.label(), "", rank.mean(), rank.low(), rank.high(), n));
      row.cells()
          .forEach(
              (metric, cell) ->
                  results.add(
                      List.of(
                          one.name(),
                          "score",
                          row.label(),
                          metric,
                          cell.score().mean(),
                          cell.score().low(),
                          cell.score().high(),
                          n)));
      run.say(
          String.format(
              Locale.ROOT,
              "  %-26s %5.2f  [%.2f, %.2f]",
              row.label(),
              rank.mean(),
              rank.low(),
              rank.high()));
    }
  }
}
