package org.xai4j.core.engine.cuda;

import java.util.List;

/** Axes of windows, always three: missing leading ones have length 1. */
final class WindowAxes {
  private static final int AXES = 3;

  private WindowAxes() {}

  /** Values per axis. */
  static int[] three(List<Integer> values, int missing) {
    int[] three = new int[AXES];
    int lead = AXES - values.size();
    for (int i = 0; i < AXES; i++) {
      three[i] = i < lead ? missing : values.get(i - lead);
    }
    return three;
  }

  /** The spatial axes of [n, channels, …]. */
  static int[] spatial(long... shape) {
    int[] three = new int[AXES];
    int lead = AXES - (shape.length - 2);
    for (int i = 0; i < AXES; i++) {
      three[i] = i < lead ? 1 : (int) shape[i - lead + 2];
    }
    return three;
  }

  /** Zeros added before, of a padding with all begins and then all ends. */
  static int[] before(List<Integer> padding) {
    return three(padding.subList(0, padding.size() / 2), 0);
  }

  /** Zeros added behind. */
  static int[] after(List<Integer> padding) {
    return three(padding.subList(padding.size() / 2, padding.size()), 0);
  }

  /** One behind the other. */
  static int[] joined(int[]... parts) {
    int length = 0;
    for (int[] part : parts) {
      length += part.length;
    }
    int[] whole = new int[length];
    int at = 0;
    for (int[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }
}
