package org.xai4j.core.layer.cells;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.run.InputException;

/**
 * Puts cells of the third input into the first at computed places along an axis, each row at its
 * own: y[n, …, p[n, …, j, …], …] takes up u[n, …, j, …]. Nothing passes back to the places p.
 *
 * @param axis of the places, from 1 on; negative places count from the end
 * @param combining what becomes of a cell that is there and of those that come
 */
public record Scatter(int axis, Combining combining) implements CustomLayer {
  /** What becomes of a cell that is there and of those that come. */
  public enum Combining {
    /** The last one that comes counts. */
    REPLACE,
    /** Their sum. */
    ADD,
    /** Their product. */
    MULTIPLY,
    /** The largest; the first of equal ones receives the signal. */
    MAXIMUM,
    /** The smallest; the first of equal ones receives the signal. */
    MINIMUM
  }

  @Override
  public long[] outputShape(long[]... inputs) {
    long[] x = inputs[0];
    long[] places = inputs[1];
    boolean fits =
        axis > 0
            && axis < x.length
            && places.length == x.length
            && Arrays.equals(places, inputs[2])
            && places[0] == x[0];
    for (int i = 0; fits && i < x.length; i++) {
      fits = i == axis || places[i] <= x[i];
    }
    InputException.check(
        fits, "A layer of type Scatter does not take %s.", Arrays.deepToString(inputs));
    return x;
  }

  /** For each cell that comes its place. */
  private int[] places(INDArray x, INDArray along) {
    long[] into = x.shape();
    long[] from = along.shape();
    double[] told = NdArrays.doubles(along);
    int[] places = new int[told.length];
    for (int i = 0; i < places.length; i++) {
      long rest = i;
      long at = 0;
      long step = 1;
      for (int a = into.length - 1; a >= 0; a--) {
        long position = rest % from[a];
        rest /= from[a];
        if (a == axis) {
          long near = (long) Math.rint(told[i]);
          position = near < 0 ? near + into[a] : near;
          InputException.check(
              position >= 0 && position < into[a],
              "The model puts a cell at place %s of an axis of %d.",
              told[i],
              into[a]);
        }
        at += position * step;
        step *= into[a];
      }
      places[i] = (int) at;
    }
    return places;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    double[] out = NdArrays.doubles(inputs[0]).clone();
    double[] come = NdArrays.doubles(inputs[2]);
    int[] places = places(inputs[0], inputs[1]);
    for (int i = 0; i < come.length; i++) {
      double there = out[places[i]];
      out[places[i]] =
          switch (combining) {
            case REPLACE -> come[i];
            case ADD -> there + come[i];
            case MULTIPLY -> there * come[i];
            case MAXIMUM -> Math.max(there, come[i]);
            case MINIMUM -> Math.min(there, come[i]);
          };
    }
    return NdArrays.array(inputs[0].dataType(), out, inputs[0].shape());
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    double[] there = NdArrays.doubles(inputs[0]);
    double[] come = NdArrays.doubles(inputs[2]);
    double[] given = NdArrays.doubles(signal);
    double[] kept = given.clone();
    double[] taken = new double[come.length];
    int[] places = places(inputs[0], inputs[1]);
    List<List<Integer>> comers = new ArrayList<>();
    for (int i = 0; i < there.length; i++) {
      comers.add(List.of());
    }
    for (int i = 0; i < places.length; i++) {
      if (comers.get(places[i]).isEmpty()) {
        comers.set(places[i], new ArrayList<>());
      }
      comers.get(places[i]).add(i);
    }
    for (int at = 0; at < there.length; at++) {
      List<Integer> all = comers.get(at);
      if (all.isEmpty()) {
        continue;
      }
      double[] values = new double[all.size() + 1];
      values[0] = there[at];
      for (int j = 0; j < all.size(); j++) {
        values[j + 1] = come[all.get(j)];
      }
      double[] slopes = slopes(values);
      kept[at] = given[at] * slopes[0];
      for (int j = 0; j < all.size(); j++) {
        taken[all.get(j)] = given[at] * slopes[j + 1];
      }
    }
    return new INDArray[] {
      NdArrays.array(signal.dataType(), kept, inputs[0].shape()),
      NdArrays.array(signal.dataType(), new double[come.length], inputs[1].shape()),
      NdArrays.array(signal.dataType(), taken, inputs[2].shape())
    };
  }

  /** The derivative of what values combine to with respect to each. */
  private double[] slopes(double... values) {
    double[] slopes = new double[values.length];
    switch (combining) {
      case REPLACE -> slopes[values.length - 1] = 1;
      case ADD -> Arrays.fill(slopes, 1);
      case MULTIPLY -> {
        for (int i = 0; i < values.length; i++) {
          slopes[i] = 1;
          for (int j = 0; j < values.length; j++) {
            slopes[i] *= j == i ? 1 : values[j];
          }
        }
      }
      case MAXIMUM, MINIMUM -> {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
          boolean better =
              combining == Combining.MAXIMUM ? values[i] > values[best] : values[i] < values[best];
          best = better ? i : best;
        }
        slopes[best] = 1;
      }
    }
    return slopes;
  }

  @Override
  public Passing passing() {
    return switch (combining) {
      case REPLACE, MAXIMUM, MINIMUM -> Passing.MOVES;
      case ADD, MULTIPLY -> Passing.REFUSES;
    };
  }
}
