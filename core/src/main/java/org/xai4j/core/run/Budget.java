package org.xai4j.core.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * How much memory one array of a file may take. A file tells its sizes before its content; they are
 * checked against this bound before anything is allocated, so that a damaged or hostile header ends
 * in a sentence. The bound is half of the Java heap.
 */
public final class Budget {
  /** The longest Java array. */
  private static final long LONGEST = Integer.MAX_VALUE - 8;

  private Budget() {}

  /**
   * The bound.
   *
   * @return bytes
   */
  public static long bytes() {
    return Runtime.getRuntime().maxMemory() / 2;
  }

  /**
   * The number of elements of a shape, without overflow and within the bound.
   *
   * @param shape lengths of the axes
   * @param width bytes of an element in memory, at least 1
   * @param what names the array in the message: "The array in x.npy"
   * @return the product of the lengths
   * @throws InputException if a length is negative or the elements need more than {@link #bytes()}
   */
  public static int elements(long[] shape, int width, String what) {
    long most = Math.min(LONGEST, bytes() / width);
    long count = 1;
    for (long d : shape) {
      if (d < 0) {
        throw new InputException(
            what + " has the impossible shape " + brief(shape) + "; the file is damaged.");
      }
      if (d > 0 && count > most / d) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "%s has the shape %s, more than the %,d MB that one array may take; the file is"
                    + " damaged, or set XAI4J_MEMORY higher.",
                what,
                brief(shape),
                bytes() >> 20));
      }
      // With an axis of length 0 the count stays 0 and later lengths do not matter.
      count *= d;
    }
    return (int) count;
  }

  /**
   * Reads a stream to its end, but not further than the bound: what is packed small may be large.
   *
   * @param in a stream of unknown length; not closed
   * @param what names it in the message: "The entry a.npy of x.npz"
   * @return all bytes
   * @throws IOException if it cannot be read
   * @throws InputException if there are more bytes than {@link #bytes()}
   */
  public static byte[] readAll(InputStream in, String what) throws IOException {
    int most = (int) Math.min(LONGEST, bytes());
    byte[] all = in.readNBytes(most);
    if (all.length == most && in.read() >= 0) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "%s is larger than %,d MB; set XAI4J_MEMORY higher if it is meant to be.",
              what,
              most >> 20));
    }
    return all;
  }

  private static String brief(long[] shape) {
    return shape.length <= 8
        ? Arrays.toString(shape)
        : Arrays.toString(Arrays.copyOf(shape, 8)).replace("]", ", …]");
  }
}
