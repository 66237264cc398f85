package org.xai4j.core.engine.cuda;

import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.tensor.Fusion;
import org.xai4j.core.tensor.Tensor;

/**
 * Copies of a row by sets, ranks or levels; what tells them apart is all that crosses to the
 * device.
 *
 * @param device where
 * @param row [1, …]
 * @param baselines [b, …]
 * @param featureOf of each element
 */
record CudaCopies(CudaDevice device, CudaTensor row, CudaTensor baselines, CudaBlock featureOf)
    implements Fusion.MaskedCopies {
  /** Words of 32 bits that a set takes. */
  static int words(long[][] sets) {
    return 2 * sets[0].length;
  }

  /** Sets as words of 32 bits, one behind the other. */
  static int[] packed(long[][] sets) {
    int words = words(sets);
    int[] bits = new int[sets.length * words];
    for (int s = 0; s < sets.length; s++) {
      for (int w = 0; w < words; w++) {
        bits[s * words + w] = (int) (sets[s][w / 2] >>> (Integer.SIZE * (w % 2)));
      }
    }
    return bits;
  }

  private CudaTensor room(long from, long to) {
    long[] shape = row.shape();
    shape[0] = to - from;
    return row.empty(shape);
  }

  private int backgrounds() {
    return (int) baselines.size(0);
  }

  @Override
  public Tensor kept(long[][] sets, long from, long to) {
    CudaTensor out = room(from, to);
    device.cells(
        "masked",
        out.type(),
        out.cells(),
        out,
        row,
        baselines,
        device.ints(packed(sets)),
        featureOf,
        out.cells(),
        row.cells(),
        words(sets),
        (int) from,
        backgrounds());
    return out;
  }

  @Override
  public Tensor flipped(int[] rank, int size, boolean insert, long from, long to) {
    CudaTensor out = room(from, to);
    device.cells(
        "flipped",
        out.type(),
        out.cells(),
        out,
        row,
        baselines,
        device.ints(rank),
        featureOf,
        out.cells(),
        row.cells(),
        size,
        insert,
        (int) from,
        backgrounds());
    return out;
  }

  @Override
  public Tensor blended(double[][] levels, long from, long to) {
    CudaTensor out = room(from, to);
    int features = levels[0].length;
    DataType type = out.type();
    double[] flat = new double[(int) (to - from) * features];
    for (int i = 0; i < to - from; i++) {
      System.arraycopy(levels[(int) from + i], 0, flat, i * features, features);
    }
    Tensor given = device.of(type, flat, to - from, features);
    device.cells(
        "blended",
        type,
        out.cells(),
        out,
        row,
        baselines,
        given,
        featureOf,
        out.cells(),
        row.cells(),
        features);
    return out;
  }
}
