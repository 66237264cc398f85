package org.xai4j.core.engine.cuda;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.bytedeco.javacpp.LongPointer;
import org.xai4j.core.tensor.Tensor;

/**
 * What explainers do to whole batches, without leaving the device: points of paths, noise, masked
 * copies, and the sums that follow. Tensors belong to the device; a row is all of a tensor's axes
 * but the first.
 *
 * @param device where they run
 */
public record BatchKernels(CudaDevice device) {
  private static int row(Tensor x) {
    return (int) (x.length() / x.size(0));
  }

  private static CudaTensor copies(Tensor x, long count) {
    long[] shape = x.shape();
    shape[0] = count;
    return ((CudaTensor) x).empty(shape);
  }

  /**
   * Points of straight lines.
   *
   * @param from begins [n, …]
   * @param to ends [n, …]
   * @param places [k], 0 for begins and 1 for ends
   * @return [n·k, …], the points of a row together
   */
  public Tensor pathPoints(Tensor from, Tensor to, Tensor places) {
    int points = (int) places.length();
    CudaTensor out = copies(from, from.size(0) * points);
    int n = out.cells();
    device.cells("path_points", out.type(), n, out, from, to, places, n, points, row(from));
    return out;
  }

  /**
   * Gradients added up along lines.
   *
   * @param gradients [n·k, …]
   * @param weights [k] of the points
   * @param from begins [n, …]
   * @param to ends [n, …]
   * @return (to − from)·Σ w·gradient [n, …]
   */
  public Tensor pathSums(Tensor gradients, Tensor weights, Tensor from, Tensor to) {
    CudaTensor sums = (CudaTensor) device.filled(from.type(), 0, from.shape());
    int points = (int) weights.length();
    device.cells(
        "path_sums",
        sums.type(),
        sums.cells(),
        sums,
        gradients,
        weights,
        from,
        to,
        sums.cells(),
        points,
        row(from));
    return sums;
  }

  /**
   * Copies with normal noise that depends on a row's seed alone.
   *
   * @param x [n, …]
   * @param seeds one per row
   * @param copies of each row
   * @param sigma standard deviation
   * @return [n·copies, …], the copies of a row together
   */
  public Tensor noisy(Tensor x, long[] seeds, int copies, double sigma) {
    CudaTensor out = copies(x, x.size(0) * copies);
    CudaBlock block = device.room(2 * seeds.length);
    try (LongPointer memory = new LongPointer(seeds)) {
      device.copyIn(block, memory.address(), (long) seeds.length * Long.BYTES);
      int n = out.cells();
      device.cells("noisy", out.type(), n, out, x, block, n, copies, row(x), sigma);
    } finally {
      Reference.reachabilityFence(block);
    }
    return out;
  }

  /**
   * Masks as bits, 32 features to a word.
   *
   * @param masks which features stay
   * @return one mask's words behind the other's
   */
  static int[] packed(boolean[]... masks) {
    int words = words(masks[0].length);
    int[] bits = new int[masks.length * words];
    for (int m = 0; m < masks.length; m++) {
      for (int f = 0; f < masks[m].length; f++) {
        bits[m * words + f / Integer.SIZE] |= masks[m][f] ? 1 << f % Integer.SIZE : 0;
      }
    }
    return bits;
  }

  private static int words(int features) {
    return (features + Integer.SIZE - 1) / Integer.SIZE;
  }

  /**
   * Copies of a row with features taken from a baseline.
   *
   * @param x one row [1, …]
   * @param baseline [1, …]
   * @param group the feature that each cell belongs to
   * @param masks which features stay, per copy
   * @return one row per mask
   */
  public Tensor masked(Tensor x, Tensor baseline, int[] group, boolean[]... masks) {
    CudaTensor out = copies(x, masks.length);
    device.cells(
        "masked",
        out.type(),
        out.cells(),
        out,
        x,
        baseline,
        device.ints(packed(masks)),
        device.ints(group),
        out.cells(),
        row(x),
        words(masks[0].length));
    return out;
  }

  /**
   * Copies of a row for pixel flipping.
   *
   * @param x one row [1, …]
   * @param baseline [1, …]
   * @param group the feature that each cell belongs to
   * @param rank of each feature, 0 is removed first
   * @param counts features removed, per copy
   * @return one row per count
   */
  public Tensor removed(Tensor x, Tensor baseline, int[] group, int[] rank, int... counts) {
    CudaTensor out = copies(x, counts.length);
    device.cells(
        "removed",
        out.type(),
        out.cells(),
        out,
        x,
        baseline,
        device.ints(rank),
        device.ints(group),
        device.ints(counts),
        out.cells(),
        row(x));
    return out;
  }

  /**
   * Windows over an image.
   *
   * @param height of a window
   * @param width of a window
   * @param down distance of lines of windows
   * @param right distance of windows of a line
   * @param perLine windows of a line
   */
  public record Windows(int height, int width, int down, int right, int perLine) {}

  /**
   * Copies of an image, each with one window taken from a baseline.
   *
   * @param x one image [1, channels, height, width]
   * @param baseline of the same shape
   * @param windows how they lie
   * @param from number of the first window, line by line
   * @param to behind the last
   * @return [to − from, channels, height, width]
   */
  public Tensor occluded(Tensor x, Tensor baseline, Windows windows, int from, int to) {
    CudaTensor out = copies(x, to - from);
    device.cells(
        "occluded",
        out.type(),
        out.cells(),
        out,
        x,
        baseline,
        out.cells(),
        from,
        (int) x.size(2),
        (int) x.size(3),
        row(x),
        windows.height(),
        windows.width(),
        windows.down(),
        windows.right(),
        windows.perLine());
    return out;
  }

  /**
   * Normal equations.
   *
   * @param gram Σ w·z·zᵀ [f + 1, f + 1], where z ends with a 1
   * @param moment Σ w·z·y [f + 1]
   */
  public record Normal(Tensor gram, Tensor moment) {}

  /**
   * The normal equations of a weighted regression on masks.
   *
   * @param weights [samples]
   * @param scores [samples]
   * @param masks [samples] of the features
   * @return of LIME's and KernelSHAP's regressions
   */
  public Normal normal(Tensor weights, Tensor scores, boolean[]... masks) {
    int features = masks[0].length;
    int size = features + 1;
    CudaTensor gram = ((CudaTensor) weights).empty(size, size);
    CudaTensor moment = gram.empty(size);
    device.blocks(
        "gram",
        gram.type(),
        size * size,
        gram,
        moment,
        device.ints(packed(masks)),
        weights,
        scores,
        masks.length,
        features,
        words(features));
    return new Normal(gram, moment);
  }

  /**
   * The nearest centre of each point: k-means' assignment.
   *
   * @param points [n, d]
   * @param centres [k, d]
   * @return the numbers of the centres; of equally near ones the first
   */
  public int[] nearest(Tensor points, Tensor centres) {
    int n = (int) points.size(0);
    CudaBlock which = device.room(n);
    CudaTensor distance = ((CudaTensor) points).empty(n);
    int count = (int) centres.size(0);
    int size = (int) points.size(1);
    device.cells("nearest", distance.type(), n, which, distance, points, centres, n, count, size);
    return device.read(which, n);
  }

  /**
   * Spearman's rank correlation of rows; equal values share their mean rank.
   *
   * @param a [n, …]
   * @param b [n, …]
   * @return [n], 0 where a row is constant
   */
  public Tensor spearman(Tensor a, Tensor b) {
    CudaTensor out = ((CudaTensor) a).empty(a.size(0));
    int rows = out.cells();
    device.blocks("correlation", out.type(), rows, out, ranks(a), ranks(b), rows, row(a));
    return out;
  }

  private CudaTensor ranks(Tensor x) {
    CudaTensor out = copies(x, x.size(0));
    device.cells("ranks", out.type(), out.cells(), out, x, out.cells(), row(x));
    return out;
  }

  /**
   * Structural similarity of maps, the mean over square windows (Wang et al. 2004).
   *
   * @param a [n, height, width]
   * @param b of the same shape
   * @param window its side
   * @param range of the values; the constants are (0.01·range)² and (0.03·range)²
   * @return [n]
   */
  public Tensor similarity(Tensor a, Tensor b, int window, double range) {
    CudaTensor out = ((CudaTensor) a).empty(a.size(0));
    int images = out.cells();
    int height = (int) a.size(1);
    int width = (int) a.size(2);
    double[] c = {0.01 * range, 0.03 * range};
    Arrays.setAll(c, i -> c[i] * c[i]);
    device.blocks(
        "similarity", out.type(), images, out, a, b, images, height, width, window, c[0], c[1]);
    return out;
  }
}
