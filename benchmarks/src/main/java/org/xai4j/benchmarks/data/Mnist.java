package org.xai4j.benchmarks.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.data.Idx;
import org.xai4j.core.run.InputException;

/**
 * 10,000 digits of MNIST (LeCun, Cortes and Burges) with a fixed split: the first 8,000 to train,
 * the last 2,000 to test.
 *
 * @param images FLOAT [n, 1, 28, 28], grey values in [0, 1]
 * @param labels digits 0 to 9, one per image
 */
public record Mnist(INDArray images, int[] labels) {
  /** Number of digits to train on. */
  public static final int TRAIN = 8_000;

  /** Number of digits to test on. */
  public static final int TEST = 2_000;

  /** Number of classes. */
  public static final int CLASSES = 10;

  private static final String IMAGES = "mnist10k-images-idx3-ubyte.gz";
  private static final String LABELS = "mnist10k-labels-idx1-ubyte.gz";

  /**
   * All digits.
   *
   * @return 10,000 images
   */
  public static Mnist all() {
    Idx images = idx(IMAGES);
    INDArray pixels = images.array(1.0 / 255);
    return new Mnist(
        pixels.reshape('c', pixels.size(0), 1, pixels.size(1), pixels.size(2)),
        idx(LABELS).integers());
  }

  /**
   * The digits to train on.
   *
   * @return the first 8,000
   */
  public static Mnist train() {
    return all().rows(0, TRAIN);
  }

  /**
   * The digits to test on.
   *
   * @return the last 2,000
   */
  public static Mnist test() {
    return all().rows(TRAIN, TRAIN + TEST);
  }

  /**
   * A range of digits.
   *
   * @param from first
   * @param to exclusive last
   * @return a copy
   * @throws InputException if there are fewer
   */
  public Mnist rows(int from, int to) {
    InputException.check(
        from < to && to <= size(),
        "There are %d digits; rows %d to %d cannot be taken.",
        size(),
        from,
        to);
    return new Mnist(
        images.get(NDArrayIndex.interval(from, to)).dup('c'), Arrays.copyOfRange(labels, from, to));
  }

  /**
   * Number of digits.
   *
   * @return n
   */
  public int size() {
    return labels.length;
  }

  /**
   * SHA-256 of the embedded images and labels.
   *
   * @return 64 hexadecimal digits
   */
  public static String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(idx(IMAGES).bytes());
      digest.update(idx(LABELS).bytes());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Idx idx(String name) {
    try (InputStream in = Mnist.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return Idx.read(in, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
