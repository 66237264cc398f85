package org.xai4j.core.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Gives damaged copies of a file to its reader. Each copy must be read or refused by an {@link
 * InputException} whose message is one printable line of less than 300 characters.
 *
 * <p>In the build every reader gets a few hundred copies; the system property {@code xai4j.fuzz}
 * multiplies them (the Maven profile {@code fuzz}: by 20).
 */
public final class Fuzz {
  /** Numbers that break sizes: zero, signs, and the neighbours of powers of two. */
  private static final byte[][] EXTREMES = {
    {0, 0, 0, 0},
    {-1, -1, -1, -1},
    {-1, -1, -1, 0x7F},
    {0x7F, -1, -1, -1},
    {0, 0, 0, -128},
    {-128, 0, 0, 0},
    {1, 0, 0, 0, 1, 0, 0, 0},
    {-1, -1, -1, -1, -1, -1, -1, 0x7F},
    {0x7F, -1, -1, -1, -1, -1, -1, -1},
    {0, 0, 0, 0, 0, 0, 0, 64}
  };

  private static final String[] WORDS = {
    "-1",
    "0",
    "4294967297",
    "9223372036854775807",
    "1e999",
    "NaN",
    "null",
    "{",
    "]",
    "\"",
    "'",
    ",",
    "\n",
    "\0",
    "\u202E",
    "{\"a\":",
    "[[[[[[[[[[[[[[[[",
    "&a",
    "*a",
    "!!java.lang.Runtime",
    "../",
    "=1+1"
  };

  private Fuzz() {}

  /** How many times as many copies as in the build. */
  private static int factor() {
    return Math.max(1, Integer.getInteger("xai4j.fuzz", 1));
  }

  /**
   * Reads damaged copies.
   *
   * @param name of the reader, for messages; also seeds the damage
   * @param whole bytes of a file that can be read
   * @param copies how many in the build
   * @param reader takes bytes; reads them or throws an {@link InputException}
   * @return how many copies were refused
   */
  public static int run(String name, byte[] whole, int copies, Consumer<byte[]> reader) {
    SplitRandom random = SplitRandom.of(2026).split(name);
    int refused = 0;
    for (int i = 0; i < copies * factor(); i++) {
      byte[] damaged = whole;
      for (int k = 0; k <= random.nextInt(3); k++) {
        damaged = damaged(damaged, random);
      }
      try {
        reader.accept(damaged);
      } catch (InputException e) {
        refused++;
        check(name, i, String.valueOf(e.getMessage()));
      } catch (Throwable e) {
        throw new AssertionError(name + ", copy " + i + ": " + e, e);
      }
    }
    return refused;
  }

  private static void check(String name, int copy, String message) {
    String where = name + ", copy " + copy + ": " + message;
    assertTrue(message.length() > 10 && message.length() < 300, where);
    assertTrue(message.chars().noneMatch(Character::isISOControl), where);
  }

  private static byte[] damaged(byte[] bytes, SplitRandom random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int at = random.nextInt(bytes.length);
    byte[] copy = bytes.clone();
    switch (random.nextInt(8)) {
      case 0 -> copy[at] = (byte) random.nextInt(256);
      case 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 2 -> copy = Arrays.copyOf(bytes, at);
      case 3 -> write(copy, at, EXTREMES[random.nextInt(EXTREMES.length)]);
      case 4 ->
          write(copy, at, WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8));
      case 5 ->
          copy =
              spliced(
                  bytes,
                  at,
                  at,
                  WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8));
      case 6 -> {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(64));
        copy = spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
      }
      default -> {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(64));
        copy = spliced(bytes, at, end, new byte[0]);
      }
    }
    return copy;
  }

  private static void write(byte[] copy, int at, byte[] some) {
    System.arraycopy(some, 0, copy, at, Math.min(some.length, copy.length - at));
  }

  /** With the bytes from one place to another replaced. */
  private static byte[] spliced(byte[] bytes, int from, int to, byte[] by) {
    byte[] out = new byte[bytes.length - (to - from) + by.length];
    System.arraycopy(bytes, 0, out, 0, from);
    System.arraycopy(by, 0, out, from, by.length);
    System.arraycopy(bytes, to, out, from + by.length, bytes.length - to);
    return out;
  }
}
