package org.xai4j.rnn.extraction;

import org.xai4j.core.run.InputException;

/**
 * When an extraction stops, whatever it has by then.
 *
 * @param seconds wall-clock time
 * @param states of the automaton, before minimisation
 * @param steps symbols read by the network
 */
public record Limits(double seconds, int states, long steps) {
  /** Checks that all are positive. */
  public Limits {
    InputException.check(seconds > 0, "The time limit is positive, not %s seconds.", seconds);
    InputException.check(states > 0, "The limit on states is positive, not %d.", states);
    InputException.check(steps > 0, "The limit on steps is positive, not %d.", steps);
  }

  /**
   * A minute, 1,000 states, 100 million steps.
   *
   * @return the default
   */
  public static Limits standard() {
    return new Limits(60, 1_000, 100_000_000L);
  }

  /**
   * Another time limit.
   *
   * @param other replaces {@link #seconds()}
   * @return a copy
   */
  public Limits withSeconds(double other) {
    return new Limits(other, states, steps);
  }

  /**
   * Another limit on states.
   *
   * @param other replaces {@link #states()}
   * @return a copy
   */
  public Limits withStates(int other) {
    return new Limits(seconds, other, steps);
  }
}
