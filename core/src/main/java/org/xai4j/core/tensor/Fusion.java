package org.xai4j.core.tensor;

import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Operations that take several passes over memory when they are made of a tensor's: stages of
 * relevance rules, points of paths, masked copies, sums of surrogates. Rules and explainers ask
 * {@link Device#fusion} for them. A device without kernels for one gives the composition that
 * stands here; both agree but for rounding. Thread-safe.
 */
public interface Fusion {
  /** Everything composed of tensor operations. */
  Fusion COMPOSED = new Fusion() {};

  /**
   * Positive and negative part.
   *
   * @param x any
   * @return max(x, 0) and min(x, 0)
   */
  default Tensor[] parts(Tensor x) {
    return new Tensor[] {x.positive(), x.negative()};
  }

  /**
   * Two products with inputs, joined, as the z⁺-, αβ- and γ-rule end.
   *
   * @param x inputs
   * @param c what came back for them, of their shape
   * @param y other inputs of that shape
   * @param d what came back for those
   * @return x·c + y·d
   */
  default Tensor joined(Tensor x, Tensor c, Tensor y, Tensor d) {
    return c.mul(x).add(d.mul(y));
  }

  /**
   * A signal where another tensor has a sign.
   *
   * @param signal any
   * @param of of the signal's shape
   * @param sign asked for
   * @return the signal there, 0 elsewhere
   */
  default Tensor where(Tensor signal, Tensor of, Tensor.Sign sign) {
    return signal.mul(of.mask(sign));
  }

  /**
   * The weighted difference of two tensors.
   *
   * @param a any
   * @param alpha its factor
   * @param b of its shape
   * @param beta the factor of b
   * @return α·a − β·b
   */
  default Tensor difference(Tensor a, double alpha, Tensor b, double beta) {
    return a.mul(alpha).sub(b.mul(beta));
  }

  /**
   * The end of the z-box rule.
   *
   * @param x inputs
   * @param c what came back for them, of their shape
   * @param low the least that an input can be
   * @param ofLow what came back through positive weights; not read where low is 0
   * @param high the most
   * @param ofHigh what came back through negative weights; not read where high is 0
   * @return x·c − low·ofLow − high·ofHigh
   */
  default Tensor box(Tensor x, Tensor c, double low, Tensor ofLow, double high, Tensor ofHigh) {
    Tensor r = c.mul(x);
    r = low == 0 ? r : r.sub(ofLow.mul(low));
    return high == 0 ? r : r.sub(ofHigh.mul(high));
  }

  /**
   * Guided backpropagation through a rectifier.
   *
   * @param x the rectifier's input
   * @param signal of its output
   * @param gradient the rectifier's gradient, for those who compose
   * @return the signal where it and x are positive, 0 elsewhere
   */
  default Tensor guided(Tensor x, Tensor signal, Supplier<Tensor> gradient) {
    return gradient.get().positive();
  }

  /**
   * Points of straight lines.
   *
   * @param from begins [m, …]
   * @param way from begins to ends [m, …]
   * @param places on the lines, 0 for begins and 1 for ends
   * @return [places · m, …], the points of one place together
   */
  default Tensor points(Tensor from, Tensor way, double... places) {
    long width = from.length();
    Tensor at = from.device().of(from.type(), places, places.length, 1);
    return at.mul(way.reshape(1, width))
        .add(from.reshape(1, width))
        .reshape(versions(from, places.length));
  }

  /**
   * Versions of rows, each moved in its own way.
   *
   * @param rows [m, …]
   * @param moves [count · m, …], those of one version together
   * @return rows + moves [count · m, …]
   */
  default Tensor moved(Tensor rows, Tensor moves) {
    long count = moves.size(0) / rows.size(0);
    long width = rows.length();
    return rows.reshape(1, width)
        .broadcast(count, width)
        .reshape(versions(rows, (int) count))
        .add(moves);
  }

  private static long[] versions(Tensor rows, int count) {
    long[] shape = rows.shape();
    shape[0] *= count;
    return shape;
  }

  /**
   * What brings rows to the device, of which masked copies are made there.
   *
   * @return nothing where copies are better made by the processor and brought here
   */
  default Optional<CopyMaker> copies() {
    return Optional.empty();
  }

  /**
   * The normal equations of a weighted regression on sets, in double precision.
   *
   * @param sets bit i of word i / 64
   * @param features how many a set can have
   * @param weights one per set
   * @param scores one per set
   * @return nothing where the processor adds them up
   */
  default Optional<NormalSums> normal(
      long[][] sets, int features, double[] weights, double[] scores) {
    return Optional.empty();
  }

  /** Brings rows to the device. */
  @FunctionalInterface
  interface CopyMaker {
    /**
     * A row of which copies are wanted. It lies in the scope in which it is asked for.
     *
     * @param row [1, …]
     * @param baselines [b, …]: what stands for absent features
     * @param featureOf the feature of each element
     * @return makes copies, from several threads
     */
    MaskedCopies of(INDArray row, INDArray baselines, int... featureOf);
  }

  /**
   * Copies of one row with some of its features taken from a baseline, made on the device. Copy i
   * is of set i / b with baseline i mod b, where there are b baselines. They lie in the scope in
   * which they are asked for.
   */
  interface MaskedCopies {
    /**
     * Copies by sets.
     *
     * @param sets the features that stay, bit f of word f / 64
     * @param from the first copy, counted from that of the first set with the first baseline
     * @param to behind the last
     * @return [to − from, …]
     */
    Tensor kept(long[][] sets, long from, long to);

    /**
     * Copies by rank: in step s the features of a rank below s · size are flipped.
     *
     * @param rank of each feature
     * @param size features per step
     * @param insert whether they come to the baseline, not leave the row
     * @param from the first copy, of step from / b
     * @param to behind the last
     * @return [to − from, …]
     */
    Tensor flipped(int[] rank, int size, boolean insert, long from, long to);

    /**
     * Copies between the first baseline and the row.
     *
     * @param levels per copy and feature, 0 for the baseline and 1 for the row
     * @param from first of the levels
     * @param to behind the last
     * @return [to − from, …]
     */
    Tensor blended(double[][] levels, long from, long to);
  }

  /**
   * Sums of a weighted regression, with a last feature that is always 1.
   *
   * @param gram Σ w·z·zᵀ [features + 1, features + 1]
   * @param moment Σ w·z·y [features + 1]
   */
  @SuppressWarnings("ArrayRecordComponent") // sums are handed over, not compared
  record NormalSums(double[][] gram, double[] moment) {}
}
