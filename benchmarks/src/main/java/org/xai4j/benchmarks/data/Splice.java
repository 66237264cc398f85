package org.xai4j.benchmarks.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.run.SplitRandom;

/**
 * Splice junctions of primate DNA (Towell, Noordewier and Shavlik 1992): windows of 60 letters
 * around a place that is an exon–intron boundary ({@code ei}), an intron–exon boundary ({@code ie})
 * or neither ({@code n}). Nearly every {@code ei} has GT at positions 31 and 32, nearly every
 * {@code ie} AG at 29 and 30, counted from 1: what a right explanation must point to.
 *
 * @param inputs FLOAT [n, 4, 60]: one-hot letters, A, C, G, T; a quarter each where unknown
 * @param labels 0 ei, 1 ie, 2 n
 */
public record Splice(INDArray inputs, int[] labels) {
  /** Letters of a window. */
  public static final int LENGTH = 60;

  /** The letters in the order of the features. */
  public static final String LETTERS = "ACGT";

  /** Names of the classes. */
  public static final List<String> CLASSES = List.of("ei", "ie", "n");

  private static final int TRAIN = 2_124;

  /**
   * The windows to train on.
   *
   * @return two thirds, in a fixed random order
   */
  public static Splice train() {
    return rows(0, TRAIN);
  }

  /**
   * The windows to test on.
   *
   * @return the other third
   */
  public static Splice test() {
    return rows(TRAIN, lines().size());
  }

  /**
   * The first place of the two letters that decide a class.
   *
   * @param label 0 or 1
   * @return its index from 0: 30 for ei, 28 for ie
   */
  public static int decisive(int label) {
    return label == 0 ? 30 : 28;
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
   * Number of windows.
   *
   * @return n
   */
  public int size() {
    return labels.length;
  }

  /**
   * Some of the windows.
   *
   * @param from first
   * @param to exclusive last
   * @return a copy
   */
  public Splice range(int from, int to) {
    return new Splice(
        inputs.get(NDArrayIndex.interval(from, to)).dup('c'), Arrays.copyOfRange(labels, from, to));
  }

  private static Splice rows(int from, int to) {
    List<String> lines = lines();
    int[] order = SplitRandom.of(0).split("splice").permutation(lines.size());
    float[] values = new float[(to - from) * LETTERS.length() * LENGTH];
    int[] labels = new int[to - from];
    for (int i = from; i < to; i++) {
      String[] parts = lines.get(order[i]).split(",");
      labels[i - from] = CLASSES.indexOf(parts[0]);
      for (int t = 0; t < LENGTH; t++) {
        int letter = LETTERS.indexOf(parts[1].charAt(t));
        for (int f = 0; f < LETTERS.length(); f++) {
          float value = letter < 0 ? 0.25f : letter == f ? 1 : 0;
          values[((i - from) * LETTERS.length() + f) * LENGTH + t] = value;
        }
      }
    }
    return new Splice(NdArrays.array(values, to - from, LETTERS.length(), LENGTH), labels);
  }

  private static List<String> lines() {
    try (InputStream in = Splice.class.getResourceAsStream("splice.csv.gz")) {
      if (in == null) {
        throw new IllegalStateException("the resource splice.csv.gz is missing");
      }
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
        return new ArrayList<>(reader.lines().filter(line -> !line.isBlank()).toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
