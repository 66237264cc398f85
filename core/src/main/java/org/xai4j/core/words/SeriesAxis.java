package org.xai4j.core.words;

import java.util.List;
import org.xai4j.core.run.InputException;

/**
 * What the channels and steps of a series are called.
 *
 * @param channels names, in order; empty where they are numbered from 1
 * @param start time of the first step
 * @param step time between two steps
 * @param unit of the time, such as ms; empty where steps are numbered positions
 */
public record SeriesAxis(List<String> channels, double start, double step, String unit) {
  /** Copies the names, checks the step. */
  public SeriesAxis {
    channels = List.copyOf(channels);
    InputException.check(
        step > 0 && Double.isFinite(start) && Double.isFinite(step),
        "The time between two steps of a series is above 0, not %s.",
        step);
  }

  /**
   * Positions from 1 on.
   *
   * @param channels names, or none
   * @return without a unit
   */
  public static SeriesAxis positions(List<String> channels) {
    return new SeriesAxis(channels, 1, 1, "");
  }

  /**
   * Reads {@code START:STEP:UNIT}, as in {@code 0:4:ms}.
   *
   * @param channels names, or none
   * @param text of the times
   * @return the axis
   * @throws InputException if it is of another form
   */
  public static SeriesAxis parse(List<String> channels, String text) {
    InputException.check(
        text.matches("-?\\d+(\\.\\d+)?:\\d+(\\.\\d+)?:[^:]+"),
        "The times '%s' are not START:STEP:UNIT, as in 0:4:ms.",
        text);
    String[] parts = text.split(":");
    return new SeriesAxis(
        channels, Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), parts[2].strip());
  }

  double at(int index) {
    return start + step * index;
  }
}
