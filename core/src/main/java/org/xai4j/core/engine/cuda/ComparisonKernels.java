package org.xai4j.core.engine.cuda;

import java.util.Arrays;
import org.xai4j.core.tensor.Tensor;

/**
 * Comparisons of points and of maps that lie on the device; a row is all of a tensor's axes but the
 * first.
 *
 * @param device where they run
 */
public record ComparisonKernels(CudaDevice device) {
  private static int row(Tensor x) {
    return (int) (x.length() / x.size(0));
  }

  private static CudaTensor copies(Tensor x, long count) {
    long[] shape = x.shape();
    shape[0] = count;
    return ((CudaTensor) x).empty(shape);
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
