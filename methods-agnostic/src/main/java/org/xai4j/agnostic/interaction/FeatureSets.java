package org.xai4j.agnostic.interaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.xai4j.core.run.InputException;

/**
 * The sets of 1 to k of g features, the smallest first, each in the order of its features.
 *
 * @param bits one word per set
 * @param places of the sets, by their bits
 */
public record FeatureSets(List<Long> bits, Map<Long, Integer> places) {
  /** Sets of one answer, at most. */
  private static final int LARGEST = 1 << 20;

  /** Numbers of one answer, at most. */
  private static final long NUMBERS = 1L << 26;

  /** Copies the list and the map. */
  public FeatureSets {
    bits = List.copyOf(bits);
    places = Map.copyOf(places);
  }

  /**
   * All sets of a size up to a bound.
   *
   * @param features g, at most 62
   * @param order k
   * @return the sets
   * @throws InputException if there are too many features or sets
   */
  public static FeatureSets upTo(int features, int order) {
    InputException.check(
        features <= 62,
        "Interactions of sets take at most 62 features, not %d; form groups.",
        features);
    double count = 0;
    double binomial = 1;
    for (int s = 1; s <= Math.min(order, features); s++) {
      binomial = binomial * (features - s + 1) / s;
      count += binomial;
    }
    InputException.check(
        count <= LARGEST,
        "There are %.0f sets of up to %d of %d features, too many; lower the order.",
        count,
        order,
        features);
    List<Long> bits = new ArrayList<>();
    for (int s = 1; s <= order; s++) {
      int size = s;
      of(
          (1L << features) - 1,
          s,
          set -> {
            if (Long.bitCount(set) == size) {
              bits.add(set);
            }
          });
    }
    Map<Long, Integer> places = new HashMap<>();
    bits.forEach(set -> places.put(set, places.size()));
    return new FeatureSets(bits, places);
  }

  /**
   * The subsets of a set with 1 to k members.
   *
   * @param whole the set
   * @param most k
   * @param sink told of each
   */
  static void of(long whole, int most, LongConsumer sink) {
    of(whole, most, 0, sink);
  }

  private static void of(long rest, int most, long chosen, LongConsumer sink) {
    for (long left = rest; left != 0 && most > 0; left &= left - 1) {
      long bit = Long.lowestOneBit(left);
      sink.accept(chosen | bit);
      of(left & ~bit, most - 1, chosen | bit, sink);
    }
  }

  /**
   * Refuses answers that would not fit into memory.
   *
   * @param rows each of which has a number for every set
   * @throws InputException if there are too many
   */
  public void requireRoom(int rows) {
    InputException.check(
        (long) rows * bits.size() <= NUMBERS,
        "The interactions of %d rows in %d sets are too many to be held; explain fewer rows, or"
            + " lower the order.",
        rows,
        bits.size());
  }

  /**
   * The features of each set.
   *
   * @return ascending
   */
  public List<List<Integer>> members() {
    List<List<Integer>> members = new ArrayList<>();
    for (long set : bits) {
      List<Integer> features = new ArrayList<>();
      for (long rest = set; rest != 0; rest &= rest - 1) {
        features.add(Long.numberOfTrailingZeros(rest));
      }
      members.add(features);
    }
    return members;
  }
}
