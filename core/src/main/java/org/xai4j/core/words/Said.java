package org.xai4j.core.words;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A sentence with the figures that it rests on.
 *
 * @param claim what kind of sentence it is: {@code score}, {@code zero} (nothing counts), {@code
 *     even} (all elements count the same), {@code undefined} (values that are no numbers), {@code
 *     balance} (shares for and against), {@code for} and {@code against} with the parts named,
 *     {@code adds}, {@code fit}, {@code errors} (how far to trust the values)
 * @param sentence in the language asked for
 * @param figures by name
 * @param parts that the sentence names
 */
public record Said(String claim, String sentence, Map<String, Double> figures, List<Part> parts) {
  /** Copies figures, in the order of their names, and parts. */
  public Said {
    figures = Collections.unmodifiableMap(new TreeMap<>(figures));
    parts = List.copyOf(parts);
  }
}
