package org.xai4j.core.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.AffinePrefix;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.network.EnginePredictor;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Chunks;

/**
 * Masked copies of a row behind the affine first layers A of a network: A(b + Σ_g z_g·(x − b)_g) =
 * A(b) + Σ_g z_g·(A(b + (x − b)_g) − A(b)). So these layers run once per feature, and a copy is a
 * sum of what its features add.
 *
 * @param tail the rest of the network
 * @param parts [groups + 1, width]: what each group adds, and A(b) last
 * @param shape of a batch behind the first layers
 */
record GroupSums(Predictor tail, INDArray parts, long[] shape) {
  /** How many times fewer the groups are than the products of an output of the first layers. */
  private static final int FEWER = 2;

  /**
   * Runs the first layers on the baseline and on it with each group of the row.
   *
   * @param model a network
   * @param copies of the row, with one baseline row
   * @param most elements that may be held
   * @return nothing where masked inputs take less time or memory
   */
  static Optional<GroupSums> of(EnginePredictor model, HostCopies copies, int most) {
    int groups = copies.grouping().count();
    INDArray base = copies.batch(k -> Masking.nothing(groups), 0, 1);
    Optional<AffinePrefix> cut = prefix(model, base);
    if (cut.isEmpty() || (long) FEWER * groups > products(cut.get().head())) {
      return Optional.empty();
    }
    INDArray start = model.engine().predict(cut.get().head(), base);
    if ((groups + 1) * start.length() > most) {
      return Optional.empty();
    }
    long[] shape = start.shape().clone();
    INDArray parts = Nd4j.createUninitialized(start.dataType(), groups + 1, start.length());
    INDArray last = start.reshape(1, start.length());
    int batch = (int) Math.max(1, most / copies.width());
    for (int from = 0; from < groups; from += batch) {
      int first = from;
      int count = Math.min(batch, groups - from);
      INDArray ends =
          model
              .engine()
              .predict(cut.get().head(), copies.batch(g -> only(groups, g), first, count))
              .reshape(count, start.length());
      rows(parts, from, from + count).assign(ends.sub(last));
    }
    rows(parts, groups, groups + 1).assign(last);
    return Optional.of(
        new GroupSums(x -> model.engine().predict(cut.get().tail(), x), parts, shape));
  }

  /** The network behind its affine first layers, cut once for all rows of a shape. */
  private static Optional<AffinePrefix> prefix(EnginePredictor model, INDArray row) {
    List<Object> key = List.of(AffinePrefix.class, Arrays.toString(row.shape()));
    return model
        .network()
        .derive(key, whole -> Chunks.outside(() -> AffinePrefix.of(model.engine(), whole, row)));
  }

  private static INDArray rows(INDArray array, int from, int to) {
    return array.get(NDArrayIndex.interval(from, to));
  }

  private static long[] only(int groups, int group) {
    long[] set = Masking.nothing(groups);
    set[group >>> 6] |= 1L << group;
    return set;
  }

  /** Products that an output of the last layer with weights sums up; 0 without such a layer. */
  private static long products(Network head) {
    long products = 0;
    for (Node node : head.nodes()) {
      if (node.layer() instanceof Affine affine) {
        products = affine.weights().length() / affine.bias().length();
      }
    }
    return products;
  }

  /** Elements that a copy takes, or its set where that has more. */
  long width() {
    return Math.max(parts.size(0), parts.size(1));
  }

  /**
   * Makes copies.
   *
   * @param keep the groups that stay in each, bit g of word g / 64
   * @param first number of the first
   * @param count how many
   * @return [count, …] for the tail
   */
  INDArray batch(IntFunction<long[]> keep, long first, int count) {
    int groups = (int) parts.size(0) - 1;
    double[] chosen = new double[count * (groups + 1)];
    for (int i = 0; i < count; i++) {
      long[] bits = keep.apply((int) (first + i));
      int row = i * (groups + 1);
      for (int g = 0; g < groups; g++) {
        chosen[row + g] = bits[g >>> 6] >>> g & 1;
      }
      chosen[row + groups] = 1;
    }
    INDArray sets = NdArrays.array(parts.dataType(), chosen, count, groups + 1);
    long[] all = shape.clone();
    all[0] = count;
    // The transposed product lies column-major, which is the product row-major.
    return Nd4j.gemm(parts, sets, true, true).transpose().reshape('c', all);
  }
}
