package org.xai4j.core.explain;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.PredictionException;

/** The weights of a target with a place: the mean of a class's scores over some places. */
final class PlacedTarget {
  private final Target target;
  private final long[] shape;
  private final int axis;
  private final int classes;
  private final int places;

  /**
   * Prepares the outputs' shape.
   *
   * @param target with a place
   * @param shape of the outputs [n, k, …]
   * @param last whether the classes are the last axis
   */
  PlacedTarget(Target target, long[] shape, boolean last) {
    this.target = target;
    this.shape = shape;
    axis = last ? shape.length - 1 : 1;
    classes = (int) shape[axis];
    places = (int) (Arrays.stream(shape).skip(1).reduce(1, (a, b) -> a * b) / classes);
  }

  /** Weights and scores. */
  static Target.Resolved resolve(Target target, INDArray outputs, long first, boolean last) {
    InputException.check(
        target.place().isPresent(),
        "The model gives %s, scores of classes at many places; name a place behind the target: a"
            + " pixel or step (argmax@12,40, 3@-1), mean, mask (where the class is predicted) or an"
            + " .npy file of ones and zeros.",
        Arrays.toString(outputs.shape()));
    return new PlacedTarget(target, outputs.shape(), last).resolve(outputs, first);
  }

  private Target.Resolved resolve(INDArray outputs, long first) {
    int n = (int) shape[0];
    double[] flat = NdArrays.doubles(outputs);
    int width = classes * places;
    double[][] weights = new double[n][width];
    double[] scores = new double[n];
    boolean contrast = target.selection() == Target.Selection.CONTRAST;
    int[] named = new int[contrast ? 0 : n];
    for (int i = 0; i < n; i++) {
      if (contrast) {
        add(weights[i], flat, i, first + i, Target.index(target.classes().get(0), classes), 1);
        add(weights[i], flat, i, first + i, Target.index(target.classes().get(1), classes), -1);
      } else {
        named[i] = target.classes().isEmpty() ? largest(flat, i, first + i) : given(first + i);
        add(weights[i], flat, i, first + i, named[i], 1);
      }
      for (int j = 0; j < width; j++) {
        scores[i] += weights[i][j] == 0 ? 0 : weights[i][j] * flat[i * width + j];
      }
      if (!Double.isFinite(scores[i])) {
        throw new PredictionException(
            "The model's output for row "
                + (first + i)
                + " is "
                + scores[i]
                + "; check the model and that row.");
      }
    }
    return new Target.Resolved(weights, new double[n], named, scores);
  }

  private int given(long row) {
    InputException.check(
        target.classes().size() == 1 || row < target.classes().size(),
        "The target names %d classes, but row %d needs one too; give one for all or one per row.",
        target.classes().size(),
        row);
    return Target.index(
        target.classes().get(target.classes().size() == 1 ? 0 : (int) row), classes);
  }

  /** Where in a row the score of a class at a place stands. */
  private int at(int c, int place) {
    if (axis == 1) {
      return c * places + place;
    }
    return place * classes + c;
  }

  private int predicted(double[] flat, int row, int place) {
    int best = 0;
    int width = classes * places;
    for (int c = 1; c < classes; c++) {
      if (flat[row * width + at(c, place)] > flat[row * width + at(best, place)]) {
        best = c;
      }
    }
    return best;
  }

  /** The class with the largest mean over the places; with its own mask that of most places. */
  private int largest(double[] flat, int row, long number) {
    double[] sums = new double[classes];
    boolean own = target.place().orElseThrow() instanceof TargetPlace.Predicted;
    boolean[] counted = own ? new boolean[places] : mask(number, flat, row, 0);
    for (int place = 0; place < places; place++) {
      if (own) {
        sums[predicted(flat, row, place)]++;
      } else if (counted[place]) {
        for (int c = 0; c < classes; c++) {
          sums[c] += flat[row * classes * places + at(c, place)];
        }
      }
    }
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = sums[c] > sums[best] ? c : best;
    }
    return best;
  }

  private void add(double[] weights, double[] flat, int row, long number, int c, double sign) {
    boolean[] mask = mask(number, flat, row, c);
    int count = 0;
    for (boolean in : mask) {
      count += in ? 1 : 0;
    }
    InputException.check(
        count > 0,
        "The class %d is predicted at no place of row %d, or the mask of the target is empty; name"
            + " another class or place.",
        c,
        number);
    for (int place = 0; place < places; place++) {
      weights[at(c, place)] += mask[place] ? sign / count : 0;
    }
  }

  /** The places that count. */
  private boolean[] mask(long number, double[] flat, int row, int c) {
    boolean[] mask = new boolean[places];
    TargetPlace place = target.place().orElseThrow();
    if (place instanceof TargetPlace.Cell cell) {
      mask[cell(cell)] = true;
    } else if (place instanceof TargetPlace.Mask given) {
      double[] values = NdArrays.doubles(given.mask());
      InputException.check(
          values.length == places
              || (values.length % places == 0 && number < values.length / places),
          "The mask %s has %d cells, the model scores %d places.",
          given.name(),
          values.length,
          places);
      int from = values.length == places ? 0 : (int) number * places;
      for (int p = 0; p < places; p++) {
        mask[p] = values[from + p] != 0;
      }
    } else {
      for (int p = 0; p < places; p++) {
        mask[p] = place instanceof TargetPlace.Everywhere || predicted(flat, row, p) == c;
      }
    }
    return mask;
  }

  private int cell(TargetPlace.Cell cell) {
    long[] lengths =
        axis == 1
            ? Arrays.copyOfRange(shape, 2, shape.length)
            : Arrays.copyOfRange(shape, 1, shape.length - 1);
    InputException.check(
        cell.at().size() == lengths.length,
        "The place %s has %d coordinates, the model's places have %d: they are %s.",
        cell,
        cell.at().size(),
        lengths.length,
        Arrays.toString(lengths));
    long at = 0;
    for (int i = 0; i < lengths.length; i++) {
      int given = cell.at().get(i);
      long position = given < 0 ? given + lengths[i] : given;
      InputException.check(
          position >= 0 && position < lengths[i],
          "The place %s lies outside of %s.",
          cell,
          Arrays.toString(lengths));
      at = at * lengths[i] + position;
    }
    return (int) at;
  }
}
