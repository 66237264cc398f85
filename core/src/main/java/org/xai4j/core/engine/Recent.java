package org.xai4j.core.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.xai4j.core.run.Chunks;

/**
 * The few values used last, each made once: bound rules hold weights as large as the network's.
 *
 * @param <V> what is kept
 */
final class Recent<V> {
  private static final int MOST = 2;

  private final Map<Object, V> values = new LinkedHashMap<>(4, 0.75f, true);

  /**
   * A value, made outside of the memory of chunks if it is not there.
   *
   * @param key names it
   * @param make makes it
   */
  synchronized V get(Object key, Supplier<V> make) {
    V value = values.get(key);
    if (value == null) {
      value = Chunks.outside(make);
      values.put(key, value);
      if (values.size() > MOST) {
        values.remove(values.keySet().iterator().next());
      }
    }
    return value;
  }
}
