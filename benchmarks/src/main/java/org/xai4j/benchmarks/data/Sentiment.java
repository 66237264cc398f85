package org.xai4j.benchmarks.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.data.Digest;
import org.xai4j.core.run.SplitRandom;

/**
 * Sentences of reviews from imdb.com, amazon.com and yelp.com, each positive or negative (Kotzias
 * et al. 2015). Sentences that occur twice are taken once, so that none is both trained and tested
 * on.
 *
 * @param texts the sentences
 * @param labels 0 negative, 1 positive
 */
public record Sentiment(List<String> texts, int[] labels) {
  /** Words of a row; of longer sentences the first are kept. */
  public static final int LENGTH = 32;

  /** Names of the classes. */
  public static final List<String> CLASSES = List.of("negative", "positive");

  /** A word must occur twice in training: the rest teaches what an unknown word is. */
  private static final int LEAST = 2;

  private static final int TEST = 600;
  private static final int VALIDATION = 400;

  /** Copies the list. */
  public Sentiment {
    texts = List.copyOf(texts);
  }

  /**
   * The sentences to train on.
   *
   * @return about two thirds, in a fixed random order
   */
  public static Sentiment train() {
    int n = lines().size();
    return rows(TEST + VALIDATION, n);
  }

  /**
   * The sentences that tell when to stop training.
   *
   * @return 400
   */
  public static Sentiment validation() {
    return rows(TEST, TEST + VALIDATION);
  }

  /**
   * The sentences to test on.
   *
   * @return 600
   */
  public static Sentiment test() {
    return rows(0, TEST);
  }

  /**
   * The words that are known: those that occur twice in the sentences to train on.
   *
   * @return the vocabulary of the shipped networks
   */
  public static Vocabulary vocabulary() {
    return Vocabulary.of(train().texts(), LEAST);
  }

  /**
   * SHA-256 of the data.
   *
   * @return 64 hexadecimal digits
   */
  public static String hash() {
    return Digest.of(String.join("\n", lines()));
  }

  /**
   * The sentences as ids.
   *
   * @param vocabulary gives the ids
   * @return FLOAT [n, 32]
   */
  public INDArray inputs(Vocabulary vocabulary) {
    return vocabulary.encode(texts, LENGTH);
  }

  /**
   * Some of the sentences.
   *
   * @param from first
   * @param to exclusive last
   * @return a copy
   */
  public Sentiment range(int from, int to) {
    return new Sentiment(texts.subList(from, to), java.util.Arrays.copyOfRange(labels, from, to));
  }

  private static Sentiment rows(int from, int to) {
    List<String> lines = lines();
    int[] order = SplitRandom.of(0).split("sentiment").permutation(lines.size());
    String[] texts = new String[to - from];
    int[] labels = new int[to - from];
    for (int i = from; i < to; i++) {
      String[] parts = lines.get(order[i]).split("\t", 2);
      labels[i - from] = Integer.parseInt(parts[0]);
      texts[i - from] = parts[1];
    }
    return new Sentiment(List.of(texts), labels);
  }

  /** Label and text of each sentence, each once. */
  private static List<String> lines() {
    try (InputStream in = Sentiment.class.getResourceAsStream("sentiment.tsv.gz")) {
      if (in == null) {
        throw new IllegalStateException("the resource sentiment.tsv.gz is missing");
      }
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
        return reader
            .lines()
            .filter(line -> !line.isBlank())
            .map(line -> line.substring(line.indexOf('\t') + 1))
            .distinct()
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
