package org.xai4j.gradient.smooth;

import java.nio.file.Path;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.run.InputException;

/**
 * Noise kept in a file, so that two programs can be compared on the same.
 *
 * @param path of an NPY file
 */
public record NoiseFile(Path path) {
  /**
   * The file of a path.
   *
   * @param text a path
   * @return read when it is needed
   */
  public static NoiseFile parse(String text) {
    return new NoiseFile(Path.of(text));
  }

  /**
   * Reads the noise.
   *
   * @param samples copies per row
   * @param inputs [n, …]
   * @return of the shape [samples, …], the same for every row, or [n, samples, …]; images have
   *     channels first
   * @throws InputException if the file cannot be read or has another shape
   */
  Smoothing.Noise read(int samples, INDArray inputs) {
    INDArray array = Npy.read(path);
    double[] values = NdArrays.doubles(array);
    int n = (int) inputs.size(0);
    int width = (int) (inputs.length() / n);
    long[] one = inputs.shape().clone();
    one[0] = samples;
    long[] each = new long[one.length + 1];
    each[0] = n;
    System.arraycopy(one, 0, each, 1, one.length);
    boolean common = Arrays.equals(array.shape(), one);
    InputException.check(
        common || Arrays.equals(array.shape(), each),
        "The noise file '%s' has the shape %s, but %d samples of these inputs need %s or %s.",
        path,
        Arrays.toString(array.shape()),
        samples,
        Arrays.toString(one),
        Arrays.toString(each));
    InputException.check(
        Arrays.stream(values).allMatch(Double::isFinite),
        "The noise file '%s' holds values that are not finite; replace them.",
        path);
    return rows -> {
      int[] copy = {0};
      return () -> {
        double[] noise = new double[rows.size() * width];
        for (int i = 0; i < rows.size(); i++) {
          long row = common ? 0 : (rows.first() + i) * (long) samples;
          System.arraycopy(values, (int) (row + copy[0]) * width, noise, i * width, width);
        }
        copy[0]++;
        return noise;
      };
    };
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
