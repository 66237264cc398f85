package org.xai4j.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Characters that remember where in the original text they stand, however they are changed.
 *
 * @param points the characters
 * @param from where in the original each begins
 * @param to where it ends
 */
record SourceText(int[] points, int[] from, int[] to) {
  static SourceText of(String text, int start, int end) {
    Builder builder = new Builder();
    for (int i = start; i < end; ) {
      int point = text.codePointAt(i);
      int next = Math.min(end, i + Character.charCount(point));
      builder.add(point, i, next);
      i = next;
    }
    return builder.build();
  }

  int length() {
    return points.length;
  }

  /** The characters as text. */
  String text() {
    return new String(points, 0, points.length);
  }

  SourceText part(int start, int end) {
    Builder builder = new Builder();
    for (int i = start; i < end; i++) {
      builder.add(points[i], from[i], to[i]);
    }
    return builder.build();
  }

  /** The runs of characters between those that part them, which are left out. */
  List<SourceText> split(IntPredicate parts) {
    List<SourceText> runs = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= points.length; i++) {
      if (i == points.length || parts.test(points[i])) {
        if (i > start) {
          runs.add(part(start, i));
        }
        start = i + 1;
      }
    }
    return runs;
  }

  /** Cut around certain characters, each of which stands alone. */
  List<SourceText> isolate(IntPredicate alone) {
    List<SourceText> runs = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < points.length; i++) {
      if (alone.test(points[i])) {
        if (i > start) {
          runs.add(part(start, i));
        }
        runs.add(part(i, i + 1));
        start = i + 1;
      }
    }
    if (start < points.length) {
      runs.add(part(start, points.length));
    }
    return runs;
  }

  /**
   * Cut at the matches of a pattern.
   *
   * @param matched whether the matches are kept
   * @param rest whether what lies between them is kept
   */
  List<SourceText> cut(Pattern pattern, boolean matched, boolean rest) {
    String text = text();
    int[] place = new int[text.length() + 1];
    int index = 0;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      place[i] = index++;
    }
    place[text.length()] = index;
    List<SourceText> runs = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    int end = 0;
    while (matcher.find()) {
      if (matcher.end() == matcher.start()) {
        continue;
      }
      if (rest && matcher.start() > end) {
        runs.add(part(place[end], place[matcher.start()]));
      }
      if (matched) {
        runs.add(part(place[matcher.start()], place[matcher.end()]));
      }
      end = matcher.end();
    }
    if (rest && end < text.length()) {
      runs.add(part(place[end], index));
    }
    return runs;
  }

  /** Collects characters. */
  static final class Builder {
    private final List<int[]> all = new ArrayList<>();

    void add(int point, int from, int to) {
      all.add(new int[] {point, from, to});
    }

    void add(String text, int from, int to) {
      text.codePoints().forEach(point -> add(point, from, to));
    }

    SourceText build() {
      int[][] columns = new int[3][all.size()];
      for (int i = 0; i < all.size(); i++) {
        for (int c = 0; c < 3; c++) {
          columns[c][i] = all.get(i)[c];
        }
      }
      return new SourceText(columns[0], columns[1], columns[2]);
    }
  }
}
