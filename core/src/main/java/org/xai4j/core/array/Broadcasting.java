package org.xai4j.core.array;

import java.util.Arrays;
import org.xai4j.core.run.InputException;

/** Which cells meet where arrays of different shapes are combined element by element. */
public final class Broadcasting {
  private Broadcasting() {}

  /**
   * The shape that arrays are stretched to: axes of length 1 and missing leading axes grow.
   *
   * @param shapes of the arrays
   * @return their common shape
   * @throws InputException if they do not fit together
   */
  public static long[] shape(long[]... shapes) {
    int rank = Arrays.stream(shapes).mapToInt(s -> s.length).max().orElse(0);
    long[] wide = new long[rank];
    Arrays.fill(wide, 1);
    for (long[] shape : shapes) {
      for (int i = 0; i < shape.length; i++) {
        int at = rank - shape.length + i;
        InputException.check(
            shape[i] == wide[at] || shape[i] == 1 || wide[at] == 1,
            "The shapes %s do not broadcast.",
            Arrays.deepToString(shapes));
        wide[at] = shape[i] == 1 ? wide[at] : shape[i];
      }
    }
    return wide;
  }

  /**
   * The cell of an array that each cell of the common shape reads.
   *
   * @param from shape of the array
   * @param wide the common shape
   * @return places in row-major order
   */
  public static int[] places(long[] from, long... wide) {
    long[] steps = new long[wide.length];
    long step = 1;
    for (int i = from.length - 1; i >= 0; i--) {
      steps[wide.length - from.length + i] = from[i] == 1 ? 0 : step;
      step *= from[i];
    }
    int[] places = new int[Math.toIntExact(Arrays.stream(wide).reduce(1, Math::multiplyExact))];
    long[] position = new long[wide.length];
    int at = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = at;
      for (int axis = wide.length - 1; axis >= 0; axis--) {
        at += (int) steps[axis];
        if (++position[axis] < wide[axis]) {
          break;
        }
        at -= (int) (steps[axis] * wide[axis]);
        position[axis] = 0;
      }
    }
    return places;
  }
}
