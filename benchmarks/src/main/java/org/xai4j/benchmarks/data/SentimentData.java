package org.xai4j.benchmarks.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sentences of reviews as a data set of experiments. */
public final class SentimentData implements Dataset {
  /** Made by the {@code ServiceLoader}. */
  public SentimentData() {}

  @Override
  public String id() {
    return "sentiment";
  }

  @Override
  public String noun() {
    return "sentences";
  }

  @Override
  public Kind kind() {
    return Kind.SEQUENCE;
  }

  @Override
  public Samples test() {
    return samples(Sentiment.test());
  }

  @Override
  public Optional<Samples> train() {
    return Optional.of(samples(Sentiment.train()));
  }

  @Override
  public List<String> tokenNames() {
    List<String> names = new ArrayList<>(List.of("", "[unknown]"));
    names.addAll(Sentiment.vocabulary().words());
    return names;
  }

  @Override
  public Optional<EncodedText> encode(String text) {
    INDArray ids = Sentiment.vocabulary().encode(List.of(text), Sentiment.LENGTH);
    List<String> words =
        Tokenizer.tokens(text).stream()
            .limit(Sentiment.LENGTH)
            .map(token -> text.substring(token.from(), token.to()))
            .toList();
    return Optional.of(new EncodedText(ids, words));
  }

  @Override
  public List<String> texts() {
    return Sentiment.test().texts();
  }

  private static Samples samples(Sentiment sentences) {
    return new Samples(
        sentences.inputs(Sentiment.vocabulary()), sentences.labels(), Sentiment.CLASSES);
  }
}
