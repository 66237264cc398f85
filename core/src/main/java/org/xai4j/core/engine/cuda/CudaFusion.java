package org.xai4j.core.engine.cuda;

import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.Fusion;
import org.xai4j.core.tensor.Tensor;

/** Each operation in one kernel. */
record CudaFusion(CudaDevice device) implements Fusion {
  private static CudaTensor like(Tensor x) {
    return ((CudaTensor) x).empty(x.shape());
  }

  @Override
  public Tensor[] parts(Tensor x) {
    CudaTensor positive = like(x);
    CudaTensor negative = like(x);
    int n = positive.cells();
    device.cells("split", positive.type(), n, positive, negative, x, n);
    return new Tensor[] {positive, negative};
  }

  @Override
  public Tensor joined(Tensor x, Tensor c, Tensor y, Tensor d) {
    CudaTensor out = like(x);
    device.cells("relevance_join", out.type(), out.cells(), out, x, c, y, d, out.cells());
    return out;
  }

  @Override
  public Tensor where(Tensor signal, Tensor of, Tensor.Sign sign) {
    CudaTensor out = like(signal);
    int n = out.cells();
    int which =
        switch (sign) {
          case POSITIVE -> 0;
          case NOT_NEGATIVE -> 1;
          case NEGATIVE -> 2;
        };
    device.cells("relevance_where", out.type(), n, out, signal, of, n, which);
    return out;
  }

  @Override
  public Tensor difference(Tensor a, double alpha, Tensor b, double beta) {
    CudaTensor out = like(a);
    int n = out.cells();
    device.cells("relevance_difference", out.type(), n, out, a, b, n, alpha, beta);
    return out;
  }

  @Override
  public Tensor box(Tensor x, Tensor c, double low, Tensor ofLow, double high, Tensor ofHigh) {
    CudaTensor out = like(x);
    int n = out.cells();
    device.cells("relevance_box", out.type(), n, out, x, c, ofLow, ofHigh, n, low, high);
    return out;
  }

  @Override
  public Tensor guided(Tensor x, Tensor signal, Supplier<Tensor> gradient) {
    CudaTensor out = like(x);
    device.cells("relevance_guided", out.type(), out.cells(), out, x, signal, out.cells());
    return out;
  }

  @Override
  public Tensor points(Tensor from, Tensor way, double... places) {
    long[] shape = from.shape();
    shape[0] *= places.length;
    CudaTensor out = ((CudaTensor) from).empty(shape);
    Tensor at = device.of(out.type(), places, places.length);
    int n = out.cells();
    device.cells("path_points", out.type(), n, out, from, way, at, n, (int) from.length());
    return out;
  }

  @Override
  public Tensor moved(Tensor rows, Tensor moves) {
    long width = rows.length();
    long count = moves.size(0) / rows.size(0);
    return moves.reshape(count, width).add(rows.reshape(1, width)).reshape(moves.shape());
  }

  @Override
  public Optional<CopyMaker> copies() {
    return Optional.of(
        (row, baselines, featureOf) ->
            new CudaCopies(
                device,
                (CudaTensor) device.of(row),
                (CudaTensor) device.of(baselines),
                device.ints(featureOf)));
  }

  @Override
  public Optional<NormalSums> normal(
      long[][] sets, int features, double[] weights, double[] scores) {
    NormalSums[] sums = new NormalSums[1];
    Chunks.scoped(() -> sums[0] = sums(sets, features, weights, scores));
    return Optional.of(sums[0]);
  }

  private NormalSums sums(long[][] sets, int features, double[] weights, double[] scores) {
    int size = features + 1;
    CudaTensor gram = device.empty(DataType.DOUBLE, size, size);
    CudaTensor moment = gram.empty(size);
    device.blocks(
        "gram",
        DataType.DOUBLE,
        size * size,
        gram,
        moment,
        device.ints(CudaCopies.packed(sets)),
        device.of(DataType.DOUBLE, weights, weights.length),
        device.of(DataType.DOUBLE, scores, scores.length),
        sets.length,
        features,
        CudaCopies.words(sets));
    double[] flat = gram.doubles();
    double[][] rows = new double[size][size];
    for (int i = 0; i < size; i++) {
      System.arraycopy(flat, i * size, rows[i], 0, size);
    }
    return new NormalSums(rows, moment.doubles());
  }
}
