package org.xai4j.core.engine.onednn;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The primitives of one operator, each made once for a layout and a number of threads.
 *
 * @param <K> what tells them apart
 */
final class Prepared<K> {
  private final Map<Key<K>, Kernel> made = new ConcurrentHashMap<>();

  /** What a primitive is for. */
  private record Key<K>(K layout, int threads) {}

  /**
   * A primitive.
   *
   * @param layout what it is for
   * @param operations it takes
   * @param make makes it
   */
  Kernel get(K layout, double operations, Function<K, Kernel> make) {
    int threads = OneDnn.threadsFor(operations);
    Key<K> key = new Key<>(layout, threads);
    Kernel known = made.get(key);
    return known != null
        ? known
        : made.computeIfAbsent(key, k -> Kernel.shared(threads, () -> make.apply(layout)));
  }
}
