package org.xai4j.benchmarks.study.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xai4j.benchmarks.report.BarChart;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.statistics.Bootstrap;

/** Words by their mean relevance over all sentences. */
final class WordRanking {
  /** Words drawn at either end. */
  private static final int DRAWN = 12;

  /** Words named at either end of a method's list. */
  private static final int NAMED = 8;

  private static final int RESAMPLES = 1000;

  private WordRanking() {}

  /**
   * A word.
   *
   * @param word in lower case
   * @param mean relevance for "positive" over its occurrences, with the interval
   * @param count how often it occurs
   */
  record Word(String word, Bootstrap.Interval mean, int count) {}

  static void add(StudyRun run, ReadSentences read, List<List<Object>> results) {
    int least = (int) run.number("least", 3);
    List<String> methods = read.methods();
    String drawn = run.param("words", "integrated-gradients");
    InputException.check(
        methods.contains(drawn),
        "The words are to be ranked by '%s', but the methods are %s.",
        drawn,
        String.join(", ", methods));
    List<List<Object>> rows = new ArrayList<>();
    for (int m = 0; m < methods.size(); m++) {
      List<Word> words = words(read, m, least, run.experiment().seed());
      for (Word word : words) {
        results.add(
            List.of(
                read.name(),
                "word",
                methods.get(m),
                word.word(),
                word.mean().mean(),
                word.mean().low(),
                word.mean().high(),
                word.count()));
      }
      rows.add(List.of(methods.get(m), named(words, false), named(words, true)));
      if (methods.get(m).equals(drawn)) {
        run.page()
            .heading("Which words count for the network " + read.name() + "?")
            .text(
                "Mean relevance for “positive” of the words that occur "
                    + least
                    + " times or more in the explained sentences, with 95 % bootstrap intervals over"
                    + " their occurrences; in brackets how often. By "
                    + drawn
                    + ".")
            .svg("most positive", chart("The most positive words", words, false))
            .svg("most negative", chart("The most negative words", words, true));
      }
    }
    run.page()
        .text("The words at either end by every method:")
        .table(List.of("method", "most positive", "most negative"), rows);
  }

  /** The words with enough occurrences, the most positive first. */
  static List<Word> words(ReadSentences read, int method, int least, long seed) {
    Map<String, List<Double>> found = new TreeMap<>();
    for (ReadSentences.Sentence sentence : read.sentences()) {
      double[] relevance = sentence.relevance().get(method);
      for (int t = 0; t < relevance.length; t++) {
        found
            .computeIfAbsent(sentence.tokens().get(t).word(), w -> new ArrayList<>())
            .add(relevance[t]);
      }
    }
    List<Word> words = new ArrayList<>();
    found.forEach(
        (word, values) -> {
          if (values.size() >= least) {
            double[] own = values.stream().mapToDouble(Double::doubleValue).toArray();
            words.add(
                new Word(word, new Bootstrap(own.length, RESAMPLES, seed).mean(own), own.length));
          }
        });
    words.sort(Comparator.comparingDouble((Word w) -> -w.mean().mean()).thenComparing(Word::word));
    return words;
  }

  /** The words at one end, the outermost first. */
  private static List<Word> end(List<Word> words, boolean negative, int most) {
    List<Word> own =
        new ArrayList<>(
            words.stream()
                .filter(w -> negative ? w.mean().mean() < 0 : w.mean().mean() > 0)
                .toList());
    if (negative) {
      java.util.Collections.reverse(own);
    }
    return own.subList(0, Math.min(most, own.size()));
  }

  private static String named(List<Word> words, boolean negative) {
    return String.join(", ", end(words, negative, NAMED).stream().map(Word::word).toList());
  }

  private static String chart(String description, List<Word> words, boolean negative) {
    return BarChart.draw(
        description,
        end(words, negative, DRAWN).stream()
            .map(
                w ->
                    new BarChart.Bar(
                        w.word() + " (" + w.count() + ")",
                        w.mean().mean(),
                        w.mean().low(),
                        w.mean().high()))
            .toList());
  }
}
