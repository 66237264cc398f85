package org.xai4j.core.words;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Spans of time of a series by channel; of one-hot symbols, whose channels are summed, spans of
 * positions with the symbols that stand there.
 */
final class SeriesContent {
  private static final int NAMED = 4;

  /** Steps over this are the reach of the averages of a series that is not of symbols. */
  private static final int REACH = 50;

  private SeriesContent() {}

  /**
   * One row.
   *
   * @param values of the attribution [channels, steps], flat
   * @param input the series [channels, steps], flat
   */
  static Content of(
      double[] values, double[] input, int channels, SeriesAxis axis, Wording wording) {
    int steps = values.length / channels;
    if (!symbols(input, channels)) {
      return new Content(
          "values",
          values,
          (sign, total) ->
              spans(values, steps, steps / REACH, sign, total).stream()
                  .map(s -> s.part(s.channel(axis, channels), axis, wording))
                  .toList());
    }
    double[] sums = new double[steps];
    for (int i = 0; i < values.length; i++) {
      sums[i % steps] += values[i];
    }
    return new Content(
        "positions",
        sums,
        (sign, total) ->
            spans(sums, steps, 0, sign, total).stream()
                .map(s -> s.part(letters(input, channels, s, axis), axis, wording))
                .toList());
  }

  /**
   * A span.
   *
   * @param row of the map
   * @param from first step
   * @param to step behind the last
   */
  private record Span(int row, int from, int to, double value, double share) {
    String channel(SeriesAxis axis, int channels) {
      return channels == 1 && axis.channels().isEmpty() ? "" : name(axis, row);
    }

    Part part(String name, SeriesAxis axis, Wording wording) {
      Map<String, Object> place = new LinkedHashMap<>();
      place.put("channel", row);
      place.put("from", from);
      place.put("to", to);
      String key =
          (axis.unit().isEmpty() ? "position" : "time")
              + (to == from + 1 ? ".at" : ".span")
              + (name.isEmpty() ? ".only" : "");
      String words =
          wording.say(
              key,
              name,
              wording.place(axis.at(from)),
              wording.place(axis.at(to - 1)),
              axis.unit(),
              wording.share(share));
      return new Part(words, value, share, place);
    }
  }

  private static List<Span> spans(double[] map, int steps, int reach, int sign, double total) {
    double[] signed = Arrays.stream(map).map(v -> sign * v).toArray();
    return Regions.of(signed, steps, false, reach).stream()
        .limit(NAMED)
        .map(
            r -> {
              int first = r.pixels()[0];
              int from = first % steps;
              return new Span(
                  first / steps, from, from + r.pixels().length, sign * r.sum(), r.sum() / total);
            })
        .toList();
  }

  private static String name(SeriesAxis axis, int channel) {
    return channel < axis.channels().size()
        ? axis.channels().get(channel)
        : String.valueOf(channel + 1);
  }

  /** The symbols of a span: letters together, longer names and numbers apart. */
  private static String letters(double[] input, int channels, Span span, SeriesAxis axis) {
    int steps = input.length / channels;
    boolean apart =
        axis.channels().size() < channels || axis.channels().stream().anyMatch(s -> s.length() > 1);
    List<String> names =
        IntStream.range(span.from(), span.to())
            .mapToObj(
                t ->
                    IntStream.range(0, channels)
                        .filter(c -> input[c * steps + t] == 1)
                        .mapToObj(c -> name(axis, c))
                        .findFirst()
                        .orElse("?"))
            .toList();
    return String.join(apart ? " " : "", names);
  }

  /** Whether every step has shares of symbols, mostly one alone. */
  private static boolean symbols(double[] input, int channels) {
    int steps = input.length / channels;
    int single = 0;
    for (int t = 0; t < steps; t++) {
      double sum = 0;
      double most = 0;
      for (int c = 0; c < channels; c++) {
        double v = input[c * steps + t];
        if (v < 0) {
          return false;
        }
        sum += v;
        most = Math.max(most, v);
      }
      if (Math.abs(sum - 1) > 1e-6) {
        return false;
      }
      single += most == 1 ? 1 : 0;
    }
    return channels > 1 && 2 * single >= steps;
  }
}
