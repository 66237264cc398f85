package org.xai4j.gradient.path;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.xai4j.core.explain.GaussianBlur;

/**
 * Image segments by a graph of pixels (Felzenszwalb and Huttenlocher 2004,
 * doi:10.1023/B:VISI.0000022288.19776.77): the edges between neighbours, of which the weight is the
 * distance of their colours, are taken in ascending order; two components become one where the
 * weight is at most min(Int(C₁) + k/|C₁|, Int(C₂) + k/|C₂|), Int being the largest weight inside.
 * Then components that are too small join the neighbour along their lightest edge.
 *
 * @param scale k, for colours from 0 to 255
 * @param smallest pixels of a segment
 */
record GraphSegmentation(double scale, int smallest) {
  /** Width of the blur before the segmentation, as in the paper. */
  private static final double BLUR = 0.8;

  /**
   * Segments one image.
   *
   * @param image [channels·h·w]; the image's own range is taken for 0 to 255
   * @param height h
   * @param width w
   * @return the segment of each pixel, from 0 in the order of their first pixels
   */
  int[] labels(double[] image, int height, int width) {
    int cells = height * width;
    double[] colours = colours(image, height, width);
    int[][] edges = edges(height, width);
    double[] weights = new double[edges.length];
    for (int e = 0; e < weights.length; e++) {
      double squared = 0;
      for (int from = 0; from < colours.length; from += cells) {
        double step = colours[from + edges[e][0]] - colours[from + edges[e][1]];
        squared += step * step;
      }
      weights[e] = Math.sqrt(squared);
    }
    int[] order =
        IntStream.range(0, weights.length)
            .boxed()
            .sorted(Comparator.comparingDouble(e -> weights[e]))
            .mapToInt(e -> e)
            .toArray();
    Forest forest = new Forest(cells);
    for (int e : order) {
      int a = forest.root(edges[e][0]);
      int b = forest.root(edges[e][1]);
      if (a != b && weights[e] <= Math.min(forest.bound(a, scale), forest.bound(b, scale))) {
        forest.join(a, b, weights[e]);
      }
    }
    for (int e : order) {
      int a = forest.root(edges[e][0]);
      int b = forest.root(edges[e][1]);
      if (a != b && Math.min(forest.sizes[a], forest.sizes[b]) < smallest) {
        forest.join(a, b, weights[e]);
      }
    }
    return forest.labels();
  }

  private static double[] colours(double[] image, int height, int width) {
    double low = Arrays.stream(image).min().orElse(0);
    double range = Arrays.stream(image).max().orElse(0) - low;
    double[] scaled =
        Arrays.stream(image).map(v -> range > 0 ? 255 * (v - low) / range : 0).toArray();
    double[] blurred = GaussianBlur.of(scaled, height, width, BLUR);
    // The blur takes nothing from beyond the border; what is missing there is made up for.
    double[] ones = new double[height * width];
    Arrays.fill(ones, 1);
    double[] share = GaussianBlur.of(ones, height, width, BLUR);
    Arrays.setAll(blurred, j -> blurred[j] / share[j % ones.length]);
    return blurred;
  }

  /** Each pixel with those to its right and below it, diagonals too. */
  private static int[][] edges(int height, int width) {
    return IntStream.range(0, height * width)
        .boxed()
        .flatMap(
            p ->
                IntStream.range(0, 4)
                    .mapToObj(k -> neighbour(p, k, height, width))
                    .filter(q -> q >= 0)
                    .map(q -> new int[] {p, q}))
        .toArray(int[][]::new);
  }

  private static int neighbour(int pixel, int kind, int height, int width) {
    int row = pixel / width + (kind == 0 ? 0 : 1);
    int column = pixel % width + (kind == 0 ? 1 : kind - 2);
    return row < height && column >= 0 && column < width ? row * width + column : -1;
  }

  /** Components as trees of pixels. */
  private static final class Forest {
    private final int[] parents;
    private final int[] sizes;
    private final double[] inside;

    Forest(int pixels) {
      parents = IntStream.range(0, pixels).toArray();
      sizes = new int[pixels];
      Arrays.fill(sizes, 1);
      inside = new double[pixels];
    }

    int root(int pixel) {
      int root = pixel;
      while (parents[root] != root) {
        parents[root] = parents[parents[root]];
        root = parents[root];
      }
      return root;
    }

    double bound(int root, double scale) {
      return inside[root] + scale / sizes[root];
    }

    void join(int a, int b, double weight) {
      parents[b] = a;
      sizes[a] += sizes[b];
      inside[a] = weight;
    }

    int[] labels() {
      int[] numbers = new int[parents.length];
      Arrays.fill(numbers, -1);
      int[] labels = new int[parents.length];
      int next = 0;
      for (int p = 0; p < labels.length; p++) {
        int root = root(p);
        if (numbers[root] < 0) {
          numbers[root] = next++;
        }
        labels[p] = numbers[root];
      }
      return labels;
    }
  }
}
