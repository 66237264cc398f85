package org.xai4j.benchmarks.scale;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.NpyRows;

/**
 * What is known of a data set once all its rows were read, block by block.
 *
 * @param digest as {@link Digest#of(INDArray)} of the whole
 * @param mean of the rows, [1, …] of the model's type, summed as {@code Baseline.Mean} does
 */
public record RowScan(String digest, INDArray mean) {
  /** Makes rows what the model takes, and refuses those that cannot be explained. */
  @FunctionalInterface
  public interface Check {
    /**
     * Checks some rows.
     *
     * @param rows as they stand in the file
     * @param first index of the first
     * @return as the model takes them
     */
    INDArray check(INDArray rows, long first);
  }

  /**
   * Reads all rows.
   *
   * @param rows of the file
   * @param step rows that fit the memory
   * @param check of each block
   * @return digest and mean
   */
  public static RowScan of(NpyRows rows, long step, Check check) {
    MessageDigest digest = Digest.sha256();
    long n = rows.size();
    double[] mean = new double[0];
    INDArray some = check.check(rows.read(0, 1), 0);
    long[] shape = some.shape();
    shape[0] = n;
    digest.update(Arrays.toString(shape).getBytes(StandardCharsets.UTF_8));
    for (long at = 0; at < n; at += step) {
      some = check.check(rows.read(at, Math.min(n, at + step)), at);
      double[] flat = NdArrays.doubles(some);
      int width = (int) (flat.length / some.size(0));
      mean = mean.length == 0 ? new double[width] : mean;
      ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * width);
      for (int i = 0; i < flat.length; i++) {
        mean[i % width] += flat[i] / n;
        bytes.putDouble(flat[i]);
        if (!bytes.hasRemaining()) {
          digest.update(bytes.flip());
          bytes.clear();
        }
      }
    }
    shape[0] = 1;
    return new RowScan(
        HexFormat.of().formatHex(digest.digest()), NdArrays.array(some.dataType(), mean, shape));
  }
}
