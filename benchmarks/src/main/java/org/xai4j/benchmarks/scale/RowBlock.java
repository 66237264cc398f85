package org.xai4j.benchmarks.scale;

import java.io.Serializable;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.data.Npy;
import org.xai4j.core.explanation.Attribution;

/**
 * The attributions of rows that follow each other, as they go into a file.
 *
 * @param range the rows
 * @param single whether the values are float32, else float64
 * @param shape of one row's values
 * @param values little-endian, in row-major order; not copied
 * @param scores explained scores
 * @param residuals what the values of each row add up to minus what they should; none where they
 *     need not add up
 * @param bases scores without any feature, 0 where the method knows none
 */
public record RowBlock(
    RowRange range,
    boolean single,
    long[] shape,
    byte[] values,
    double[] scores,
    double[] residuals,
    double[] bases)
    implements Serializable {
  /**
   * A block of attributions.
   *
   * @param range the rows
   * @param attribution of these rows
   * @return the same as bytes
   */
  public static RowBlock of(RowRange range, Attribution attribution) {
    long[] shape = attribution.values().shape();
    double[] scores = attribution.scores();
    return new RowBlock(
        range,
        attribution.values().dataType() == DataType.FLOAT,
        Arrays.copyOfRange(shape, 1, shape.length),
        Npy.content(attribution.values()),
        scores,
        attribution.residuals().orElse(new double[0]),
        attribution.trust().base().orElse(new double[scores.length]));
  }
}
