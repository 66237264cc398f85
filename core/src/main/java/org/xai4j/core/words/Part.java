package org.xai4j.core.words;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A part of a row that a sentence names: a column, a word, a region, a span of time.
 *
 * @param words as the sentence names it
 * @param value sum of the attribution over the part
 * @param share |value| over the sum of all absolute values of the row
 * @param place where it is, in figures, from which the value can be added up again: the index of a
 *     column or a word, the pixels as runs [y, from x, to x exclusive], or a channel with the steps
 *     from and to, exclusive
 */
public record Part(String words, double value, double share, Map<String, Object> place) {
  /** Copies the place, in its order. */
  public Part {
    place = Collections.unmodifiableMap(new LinkedHashMap<>(place));
  }
}
