package org.xai4j.agnostic;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Random smooth masks over the positions of an input: nodes of a coarse grid are 1 with a given
 * probability, else 0, and the grid is laid over the input with a random shift and interpolated
 * bilinearly. Every position has the probability as its mean.
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
    int stepY = step(height, cells);
    int stepX = step(width, cells);
    int shiftY = random.nextInt(stepY);
    int shiftX = random.nextInt(stepX);
    int across = (width - 1 + shiftX) / stepX + 2;
    int down = (height - 1 + shiftY) / stepY + 2;
    double[] nodes = new double[across * down];
    for (int i = 0; i < nodes.length; i++) {
      nodes[i] = random.nextDouble() < probability ? 1 : 0;
    }
    for (int y = 0; y < height; y++) {
      int top = (y + shiftY) / stepY;
      double v = (double) ((y + shiftY) % stepY) / stepY;
      for (int x = 0; x < width; x++) {
        int at = top * across + (x + shiftX) / stepX;
        double u = (double) ((x + shiftX) % stepX) / stepX;
        double upper = nodes[at] + u * (nodes[at + 1] - nodes[at]);
        double lower = nodes[at + across] + u * (nodes[at + across + 1] - nodes[at + across]);
        mask[y * width + x] = upper + v * (lower - upper);
      }
    }
  }

  private static int step(int size, int cells) {
    return Math.max(1, (size + cells - 1) / cells);
  }
}
