package org.xai4j.benchmarks.study.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.benchmarks.data.Tokenizer;
import org.xai4j.benchmarks.report.Page;
import org.xai4j.benchmarks.web.LiveRows;

/** The coloured sentences of the page. */
final class Colours {
  /** Sentences of each kind: positive or negative, right or wrong. */
  private static final int EACH = 2;

  /** Longer and shorter ones are not drawn. */
  private static final int FEWEST = 5;

  private static final int MOST = 20;

  private Colours() {}

  static void add(Page page, ReadSentences read) {
    page.heading("What the network " + read.name() + " reads")
        .text(
            "Relevance of each word: red speaks for “positive”, blue for “negative”; each line has"
                + " its own scale. What a method says of the network's answer is turned around where"
                + " the answer is “negative”. Words without colour have no relevance.");
    page.live(live(read));
    for (ReadSentences.Sentence sentence : chosen(read.sentences())) {
      Map<String, List<Page.Piece>> lines = new LinkedHashMap<>();
      List<String> methods = read.methods();
      for (int m = 0; m < methods.size(); m++) {
        lines.put(methods.get(m), pieces(sentence, sentence.relevance().get(m)));
      }
      page.sentences(caption(sentence), lines);
    }
  }

  /** The same sentences to be looked into; what speaks for one answer speaks against the other. */
  private static LiveRows live(ReadSentences read) {
    LiveRows rows = new LiveRows();
    for (ReadSentences.Sentence sentence : chosen(read.sentences())) {
      List<String> pieces = new ArrayList<>();
      List<Boolean> places = new ArrayList<>();
      int at = 0;
      for (Tokenizer.Token token : sentence.tokens()) {
        pieces.add(sentence.text().substring(at, token.from()));
        pieces.add(sentence.text().substring(token.from(), token.to()));
        places.addAll(List.of(false, true));
        at = token.to();
      }
      pieces.add(sentence.text().substring(at));
      places.add(false);
      Map<String, double[]> positive = new LinkedHashMap<>();
      Map<String, double[]> negative = new LinkedHashMap<>();
      for (int m = 0; m < read.methods().size(); m++) {
        double[] values = sentence.relevance().get(m);
        positive.put(read.methods().get(m), values);
        negative.put(read.methods().get(m), Arrays.stream(values).map(v -> -v).toArray());
      }
      rows.text(
          caption(sentence) + ": " + sentence.text(),
          pieces,
          places,
          List.of(
              new LiveRows.Answer("positive", positive),
              new LiveRows.Answer("negative", negative)));
    }
    return rows;
  }

  private static String caption(ReadSentences.Sentence sentence) {
    String answer = sentence.answered() ? "positive" : "negative";
    return sentence.right() ? answer + ", and right" : answer + ", but wrong";
  }

  /** A few of each kind, in the order of the data. */
  private static List<ReadSentences.Sentence> chosen(List<ReadSentences.Sentence> sentences) {
    List<ReadSentences.Sentence> chosen = new ArrayList<>();
    for (boolean right : new boolean[] {true, false}) {
      for (boolean answer : new boolean[] {true, false}) {
        sentences.stream()
            .filter(s -> s.right() == right && s.answered() == answer)
            .filter(s -> s.tokens().size() >= FEWEST && s.tokens().size() <= MOST)
            .limit(EACH)
            .forEach(chosen::add);
      }
    }
    return chosen;
  }

  /** The text cut into words with relevance and what stands between them. */
  private static List<Page.Piece> pieces(ReadSentences.Sentence sentence, double[] relevance) {
    List<Page.Piece> pieces = new ArrayList<>();
    int at = 0;
    for (int t = 0; t < relevance.length; t++) {
      Tokenizer.Token token = sentence.tokens().get(t);
      pieces.add(new Page.Piece(sentence.text().substring(at, token.from()), 0));
      pieces.add(new Page.Piece(sentence.text().substring(token.from(), token.to()), relevance[t]));
      at = token.to();
    }
    pieces.add(new Page.Piece(sentence.text().substring(at), 0));
    return pieces;
  }
}
