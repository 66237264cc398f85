package org.xai4j.evaluation.localisation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Mosaics for {@link Focus}: pictures of 2 × 2 quarters, two of the target class, two of other
 * classes, in random places. Pictures are shrunk to half by means of 2 × 2 pixels, so that a mosaic
 * has the size of one picture.
 *
 * @param inputs [n, c, h, w]: one mosaic per wanted row
 * @param masks of that shape with one channel: 1 in the quarters of the target class
 * @param targets class of each mosaic
 */
public record Mosaics(INDArray inputs, INDArray masks, List<Integer> targets) {
  /** Copies the list. */
  public Mosaics {
    targets = List.copyOf(targets);
  }

  /**
   * Makes mosaics of shrunk pictures.
   *
   * @param images [m, c, h, w] with even h and w
   * @param labels class of each image; at least two images of a class and two of others are needed
   * @param count how many mosaics
   * @param random draws pictures and places
   * @return the mosaics
   */
  public static Mosaics of(INDArray images, int[] labels, int count, SplitRandom random) {
    InputException.check(
        images.rank() == 4 && images.size(2) % 2 == 0 && images.size(3) % 2 == 0,
        "Mosaics need images [n, c, h, w] of even height and width, not %s.",
        Arrays.toString(images.shape()));
    int c = (int) images.size(1);
    int h = (int) images.size(2);
    int w = (int) images.size(3);
    double[][] rows = NdArrays.rows(images);
    double[] inputs = new double[count * c * h * w];
    double[] masks = new double[count * h * w];
    List<Integer> targets = new ArrayList<>();
    for (int m = 0; m < count; m++) {
      SplitRandom own = random.split(m);
      int[] shown = four(labels, own);
      targets.add(labels[shown[0]]);
      int[] places = own.permutation(4);
      for (int q = 0; q < 4; q++) {
        int top = places[q] / 2 * (h / 2);
        int left = places[q] % 2 * (w / 2);
        for (int j = 0; j < c * h / 2 * w / 2; j++) {
          int channel = Math.floorDiv(j, h / 2 * (w / 2));
          int y = j / (w / 2) % (h / 2);
          int x = j % (w / 2);
          inputs[((m * c + channel) * h + top + y) * w + left + x] =
              shrunk(rows[shown[q]], channel, y, x, h, w);
          masks[(m * h + top + y) * w + left + x] = q < 2 ? 1 : 0;
        }
      }
    }
    return new Mosaics(
        NdArrays.array(images.dataType(), inputs, count, c, h, w),
        NdArrays.array(images.dataType(), masks, count, 1, h, w),
        targets);
  }

  /** Two images of one class, two of other classes. */
  private static int[] four(int[] labels, SplitRandom random) {
    int[] order = random.permutation(labels.length);
    for (int first : order) {
      int[] same =
          Arrays.stream(order)
              .filter(i -> labels[i] == labels[first] && i != first)
              .limit(1)
              .toArray();
      int[] others =
          Arrays.stream(order).filter(i -> labels[i] != labels[first]).limit(2).toArray();
      if (same.length == 1 && others.length == 2) {
        return new int[] {first, same[0], others[0], others[1]};
      }
    }
    throw new InputException(
        "Mosaics need two images of a class and two of other classes; give more images.");
  }

  private static double shrunk(double[] row, int channel, int y, int x, int h, int w) {
    int at = (channel * h + 2 * y) * w + 2 * x;
    return (row[at] + row[at + 1] + row[at + w] + row[at + w + 1]) / 4;
  }
}
