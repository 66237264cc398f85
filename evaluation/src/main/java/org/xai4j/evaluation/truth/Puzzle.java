package org.xai4j.evaluation.truth;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.SplitRandom;

/**
 * Rows of two classes, with masks of the pixels that carry the class: the right explanation. After
 * XAI-TRIS (Clark, Wilming and Haufe 2024, arXiv:2306.12816).
 *
 * @param inputs [n, 1, side, side]
 * @param labels 0 or 1
 * @param masks of the inputs' shape, 1 where the evidence is
 */
public record Puzzle(INDArray inputs, int[] labels, INDArray masks) {
  /** What makes the class. */
  public enum Kind {
    /** A T in one corner or an L in the other, in white noise: a linear problem. */
    LINEAR,
    /** T and L, both with a sign; the class says whether the signs differ. */
    XOR,
    /**
     * T or L in smooth noise. Pixels beside them tell nothing of the class, but a good model uses
     * them to take the noise away: they are suppressors, and not evidence.
     */
    SUPPRESSOR,
    /** T or L in white noise, beside a bright square that tells nothing: a distractor. */
    DISTRACTOR,
    /**
     * A patch of texture somewhere, smooth along rows or along columns, in white noise of the same
     * variance. Pictures are twice as wide and high.
     */
    TEXTURE,
    /** A T or an L anywhere, in white noise: the class is a shape, not a place. */
    TRANSLATED,
    /** A T or an L anywhere and turned by 0, 90, 180 or 270°, in white noise. */
    RIGID;

    /**
     * The side of the pictures.
     *
     * @return 8, or 16 for textures
     */
    public int side() {
      return this == TEXTURE ? 2 * SIDE : SIDE;
    }

    /**
     * Whether the evidence is at another place in every row.
     *
     * @return true for textures and moved shapes, which ask for convolutions
     */
    public boolean anywhere() {
      return this == TEXTURE || this == TRANSLATED || this == RIGID;
    }
  }

  private static final int SIDE = 8;
  private static final int PATCH = 7;

  /** Height of shapes that may be anywhere. */
  private static final double FREE = 5;

  private static final int[][] T = {{1, 1}, {1, 2}, {1, 3}, {2, 2}};
  private static final int[][] L = {{4, 5}, {5, 5}, {6, 5}, {6, 6}};

  /**
   * Draws rows, the classes in turn.
   *
   * @param kind what makes the class
   * @param rows how many
   * @param random of all draws
   * @return the rows with their truth
   */
  public static Puzzle of(Kind kind, int rows, SplitRandom random) {
    int side = kind.side();
    int d = side * side;
    double[] inputs = new double[rows * d];
    double[] masks = new double[rows * d];
    int[] labels = new int[rows];
    for (int i = 0; i < rows; i++) {
      labels[i] = i % 2;
      SplitRandom own = random.split(i);
      double[] x = noise(d, own);
      double[] mask = new double[d];
      switch (kind) {
        case LINEAR -> stamp(x, mask, labels[i]);
        case XOR -> {
          double sign = own.nextBoolean() ? 1 : -1;
          add(x, mask, T, 2.5 * sign);
          add(x, mask, L, labels[i] == 0 ? 2.5 * sign : -2.5 * sign);
        }
        case SUPPRESSOR -> {
          x = smooth(x, side, true, true);
          stamp(x, mask, labels[i]);
        }
        case DISTRACTOR -> {
          stamp(x, mask, labels[i]);
          distract(x, own);
        }
        case TEXTURE -> texture(x, mask, labels[i], own);
        case TRANSLATED, RIGID -> {
          int turns = kind == Kind.RIGID ? own.split("turn").nextInt(4) : 0;
          add(x, mask, moved(labels[i] == 0 ? T : L, turns, own.split("place")), FREE);
        }
      }
      System.arraycopy(x, 0, inputs, i * d, d);
      System.arraycopy(mask, 0, masks, i * d, d);
    }
    return new Puzzle(
        NdArrays.array(DataType.FLOAT, inputs, rows, 1, side, side),
        labels,
        NdArrays.array(DataType.FLOAT, masks, rows, 1, side, side));
  }

  private static double[] noise(int d, SplitRandom random) {
    double[] x = new double[d];
    for (int j = 0; j < d; j++) {
      x[j] = random.nextGaussian();
    }
    return x;
  }

  /** The class's shape; where the other one is missing is evidence too. */
  private static void stamp(double[] x, double[] mask, int label) {
    add(x, mask, T, label == 0 ? 1.5 : 0);
    add(x, mask, L, label == 1 ? 1.5 : 0);
  }

  private static void add(double[] x, double[] mask, int[][] shape, double height) {
    for (int[] pixel : shape) {
      x[pixel[0] * SIDE + pixel[1]] += height;
      mask[pixel[0] * SIDE + pixel[1]] = 1;
    }
  }

  /** A shape turned by quarters and put anywhere. */
  private static int[][] moved(int[][] shape, int turns, SplitRandom random) {
    int[][] turned = shape;
    for (int k = 0; k < turns; k++) {
      turned =
          Arrays.stream(turned)
              .map(pixel -> new int[] {pixel[1], SIDE - 1 - pixel[0]})
              .toArray(int[][]::new);
    }
    int[] shift = new int[2];
    for (int axis = 0; axis < 2; axis++) {
      int a = axis;
      int low = Arrays.stream(turned).mapToInt(pixel -> pixel[a]).min().orElseThrow();
      int high = Arrays.stream(turned).mapToInt(pixel -> pixel[a]).max().orElseThrow();
      shift[axis] = random.nextInt(SIDE - (high - low)) - low;
    }
    return Arrays.stream(turned)
        .map(pixel -> new int[] {pixel[0] + shift[0], pixel[1] + shift[1]})
        .toArray(int[][]::new);
  }

  /** A 2 × 2 square in the corner above the L or below the T, where no evidence is. */
  private static void distract(double[] x, SplitRandom random) {
    boolean above = random.nextBoolean();
    for (int j = 0; j < 4; j++) {
      int row = (above ? 0 : 5) + Math.floorDiv(j, 2);
      int column = (above ? 6 : 1) + j % 2;
      x[row * SIDE + column] += 4;
    }
  }

  /** Means of three neighbours, scaled back to variance one; borders repeat. */
  private static double[] smooth(double[] x, int side, boolean rows, boolean columns) {
    double[] y = x;
    for (int pass = 0; pass < 2; pass++) {
      if (pass == 0 ? rows : columns) {
        double[] from = y;
        double[] to = new double[x.length];
        int step = pass == 0 ? 1 : side;
        for (int j = 0; j < to.length; j++) {
          int place = pass == 0 ? j % side : Math.floorDiv(j, side);
          double before = from[place > 0 ? j - step : j];
          double after = from[place < side - 1 ? j + step : j];
          to[j] = (before + from[j] + after) / Math.sqrt(3);
        }
        y = to;
      }
    }
    return y;
  }

  private static void texture(double[] x, double[] mask, int label, SplitRandom random) {
    int side = Kind.TEXTURE.side();
    double[] patch = noise(x.length, random.split("patch"));
    for (int pass = 0; pass < 2; pass++) {
      patch = smooth(patch, side, label == 0, label == 1);
    }
    int top = random.nextInt(side - PATCH + 1);
    int left = random.nextInt(side - PATCH + 1);
    double spread = Math.sqrt(Arrays.stream(patch).map(v -> v * v).average().orElse(1));
    for (int j = 0; j < PATCH * PATCH; j++) {
      int at = (top + Math.floorDiv(j, PATCH)) * side + left + j % PATCH;
      x[at] = patch[at] / spread;
      mask[at] = 1;
    }
  }
}
