package org.xai4j.benchmarks.study.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xai4j.benchmarks.data.Sentiment;
import org.xai4j.benchmarks.data.Tokenizer;
import org.xai4j.benchmarks.experiment.Outcome;

/**
 * What a comparison says of words.
 *
 * @param name of the network
 * @param outcome of the comparison
 * @param sentences that were explained
 */
record ReadSentences(String name, Outcome outcome, List<Sentence> sentences) {
  /**
   * A sentence with the relevance of its words for the answer "positive".
   *
   * @param text as written
   * @param tokens the words that the network reads
   * @param positive whether it is
   * @param answered whether the network says so
   * @param relevance by method, in the order of the outcome, of each word
   */
  record Sentence(
      String text,
      List<Tokenizer.Token> tokens,
      boolean positive,
      boolean answered,
      List<double[]> relevance) {
    /**
     * Leaves the padding out.
     *
     * @param rows by method, of each place of the network's input
     */
    static Sentence of(String text, boolean positive, boolean answered, List<double[]> rows) {
      List<Tokenizer.Token> all = Tokenizer.tokens(text);
      List<Tokenizer.Token> kept = all.subList(0, Math.min(all.size(), Sentiment.LENGTH));
      List<double[]> relevance = new ArrayList<>();
      for (double[] row : rows) {
        relevance.add(Arrays.copyOfRange(row, row.length - kept.size(), row.length));
      }
      return new Sentence(text, List.copyOf(kept), positive, answered, List.copyOf(relevance));
    }

    boolean right() {
      return positive == answered;
    }
  }

  /** Labels of the methods. */
  List<String> methods() {
    return outcome.methods().stream().map(m -> m.choice().label()).toList();
  }
}
