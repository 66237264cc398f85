package org.xai4j.benchmarks.notebook;

import java.util.Optional;

/** Shows values of one's own types in notebooks. Made known by a {@code ServiceLoader} entry. */
public interface RichDisplay {
  /**
   * Markup of a value.
   *
   * @param value anything
   * @return HTML or SVG; nothing if it does not know the type
   */
  Optional<String> html(Object value);
}
