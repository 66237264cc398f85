package org.xai4j.agnostic.perturbation;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Random smooth masks over the positions of an input, as the paper makes them: the h × w elements
 * of a coarse grid are 1 with a given probability, else 0; the grid is enlarged bilinearly to (h +
 * 1)·H′ × (w + 1)·W′ with H′ = ⌈H/h⌉, W′ = ⌈W/w⌉ (the border is kept), and the input's H × W are
 * cut out of it at a random place less than one cell from its corner. Every position has the
 * probability as its mean.
 *
 * @param height positions down, 1 for tables and sequences
 * @param width positions across
 * @param cellOf the position of each element of a row
 */
record CoarseMasks(int height, int width, int[] cellOf) {
  static CoarseMasks of(INDArray inputs) {
    long[] shape = inputs.shape();
    InputException.check(
        shape.length >= 2 && shape.length <= 4,
        "The method rise takes tables, sequences and images, not inputs of shape %s.",
        Arrays.toString(shape));
    boolean image = shape.length == 4;
    int height = image ? (int) shape[2] : 1;
    int width = (int) shape[image ? 3 : 1];
    int inner = shape.length == 3 ? (int) shape[2] : 1;
    int[] cellOf = new int[(int) (inputs.length() / shape[0])];
    for (int j = 0; j < cellOf.length; j++) {
      cellOf[j] = j / inner % (height * width);
    }
    return new CoarseMasks(height, width, cellOf);
  }

  int positions() {
    return height * width;
  }

  /** Draws a mask with a grid of so many cells in each direction. */
  void draw(int cells, double probability, SplitRandom random, double[] mask) {
    int down = Math.min(cells, height);
    int across = Math.min(cells, width);
    int stepY = (height + down - 1) / down;
    int stepX = (width + across - 1) / across;
    int shiftY = random.nextInt(stepY);
    int shiftX = random.nextInt(stepX);
    double[] nodes = new double[across * down];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = random.nextDouble() < probability ? 1 : 0;
    }
    for (int y = 0; y < height; y++) {
      double v = place(y + shiftY, down, stepY);
      int top = (int) v;
      int bottom = Math.min(down - 1, top + 1);
      for (int x = 0; x < width; x++) {
        double u = place(x + shiftX, across, stepX);
        int left = (int) u;
        int right = Math.min(across - 1, left + 1);
        double upper = between(nodes[top * across + left], nodes[top * across + right], u - left);
        double lower =
            between(nodes[bottom * across + left], nodes[bottom * across + right], u - left);
        mask[y * width + x] = between(upper, lower, v - top);
      }
    }
  }

  /** Where a pixel of the enlarged grid lies on the coarse one, from 0 to cells − 1. */
  private static double place(int pixel, int cells, int step) {
    double place = (pixel + 0.5) * cells / ((cells + 1.0) * step) - 0.5;
    return Math.max(0, Math.min(cells - 1, place));
  }

  private static double between(double a, double b, double share) {
    return a + share * (b - a);
  }
}
