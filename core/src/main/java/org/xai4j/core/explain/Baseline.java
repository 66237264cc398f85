package org.xai4j.core.explain;

import java.nio.file.Path;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.run.InputException;

/**
 * What stands for an absent feature. Every method and metric that removes features, or starts a
 * path, takes it from here, so that they stay comparable.
 */
public sealed interface Baseline {
  /**
   * One value everywhere.
   *
   * @param value for token ids the id of "no token"
   */
  record Value(double value) implements Baseline {
    @Override
    public String toString() {
      return value == 0 ? "zeros" : String.valueOf(value);
    }
  }

  /**
   * The mean of the rows that are explained, element by element; of an element that is missing in
   * some (NaN), the mean of the others.
   */
  record Mean() implements Baseline {
    @Override
    public String toString() {
      return "mean";
    }
  }

  /** The rows that are explained, as a background set: for methods that average over one. */
  record Inputs() implements Baseline {
    @Override
    public String toString() {
      return "inputs";
    }
  }

  /**
   * Each row under a Gaussian blur: an absent feature looks like its surroundings.
   *
   * @param sigma standard deviation in cells
   */
  record Blur(double sigma) implements Baseline {
    /** Checks the width. */
    public Blur {
      InputException.check(
          sigma > 0 && sigma <= 10_000,
          "The blur of a baseline must lie in (0, 10000] cells, not %s.",
          sigma);
    }

    @Override
    public String toString() {
      return "blur:" + sigma;
    }
  }

  /**
   * A given array.
   *
   * @param rows [m, …]: one row for all, one per explained row, or a background set where a method
   *     averages over one
   * @param name where it came from
   */
  record Rows(INDArray rows, String name) implements Baseline {
    /** Copies a slice. */
    public Rows {
      rows = NdArrays.whole(rows);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * Zeros everywhere.
   *
   * @return the default baseline
   */
  static Baseline zeros() {
    return new Value(0);
  }

  /**
   * A given array.
   *
   * @param rows [m, …]
   * @return the baseline
   */
  static Baseline of(INDArray rows) {
    return new Rows(rows, "array " + Arrays.toString(rows.shape()));
  }

  /**
   * Reads {@code zeros}, {@code mean}, {@code inputs}, a number, {@code blur:SIGMA}, or the path of
   * an {@code .npy} file.
   *
   * @param text from the command line
   * @return the baseline
   * @throws InputException if it is none of these
   */
  static Baseline parse(String text) {
    if (text.equals("zeros")) {
      return zeros();
    }
    if (text.equals("mean")) {
      return new Mean();
    }
    if (text.equals("inputs")) {
      return new Inputs();
    }
    if (text.endsWith(".npy")) {
      return new Rows(Npy.read(Path.of(text)), text);
    }
    try {
      return text.startsWith("blur:")
          ? new Blur(Double.parseDouble(text.substring(5)))
          : new Value(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      throw new InputException(
          "The baseline '"
              + text
              + "' is not zeros, mean, inputs, a number, blur:SIGMA or an .npy file.",
          e);
    }
  }

  /**
   * The baseline rows for a batch.
   *
   * @param inputs the whole input [n, …]
   * @return [m, …] of the input's type; m is 1 or n except for a background set
   * @throws InputException if a given array does not fit the input
   */
  default INDArray resolve(INDArray inputs) {
    long[] one = inputs.shape().clone();
    one[0] = 1;
    if (this instanceof Value v) {
      double[] flat = new double[(int) (inputs.length() / inputs.size(0))];
      Arrays.fill(flat, v.value());
      return NdArrays.array(inputs.dataType(), flat, one);
    }
    if (this instanceof Mean) {
      double[] flat = NdArrays.doubles(inputs);
      int n = (int) inputs.size(0);
      double[] mean = new double[flat.length / n];
      int[] missing = new int[mean.length];
      for (int i = 0; i < flat.length; i++) {
        if (Double.isNaN(flat[i])) {
          missing[i % mean.length]++;
        } else {
          mean[i % mean.length] += flat[i] / n;
        }
      }
      for (int i = 0; i < mean.length; i++) {
        // Exactly 1 where nothing is missing; NaN where nothing is known.
        mean[i] = missing[i] == n ? Double.NaN : mean[i] * ((double) n / (n - missing[i]));
      }
      return NdArrays.array(inputs.dataType(), mean, one);
    }
    if (this instanceof Inputs) {
      return inputs;
    }
    if (this instanceof Blur b) {
      int rank = inputs.rank();
      InputException.check(
          rank == 3 || rank == 4,
          "The baseline %s is for images [n, c, h, w] and signals [n, c, w], not for %s.",
          this,
          Arrays.toString(inputs.shape()));
      int height = rank == 4 ? (int) inputs.size(2) : 1;
      double[] blurred =
          GaussianBlur.of(NdArrays.doubles(inputs), height, (int) inputs.size(rank - 1), b.sigma());
      return NdArrays.array(inputs.dataType(), blurred, inputs.shape());
    }
    INDArray given = ((Rows) this).rows();
    long[] tail = Arrays.copyOfRange(inputs.shape(), 1, inputs.rank());
    long[] shape = given.shape();
    if (Arrays.equals(shape, tail)) {
      return given.reshape('c', one).castTo(inputs.dataType());
    }
    InputException.check(
        shape.length == tail.length + 1
            && Arrays.equals(Arrays.copyOfRange(shape, 1, shape.length), tail),
        "The baseline %s has the shape %s, but one input has %s; give that shape or a batch of it.",
        this,
        Arrays.toString(shape),
        Arrays.toString(tail));
    return given.castTo(inputs.dataType());
  }
}
