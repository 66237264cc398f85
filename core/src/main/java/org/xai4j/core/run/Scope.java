package org.xai4j.core.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The time in which what a chunk makes stays: devices keep the memory of the tensors of a scope as
 * a resource of it, which goes when the scope ends. Scopes nest and belong to one thread.
 */
public final class Scope {
  private static final ThreadLocal<Deque<Scope>> OPEN = ThreadLocal.withInitial(ArrayDeque::new);

  /** Stands for being outside of all scopes. */
  private static final Scope NONE = new Scope();

  private final Map<Object, AutoCloseable> resources = new HashMap<>();

  private Scope() {}

  /**
   * The innermost open scope of this thread.
   *
   * @return nothing outside of all
   */
  public static Optional<Scope> current() {
    return Optional.ofNullable(OPEN.get().peek()).filter(scope -> scope != NONE);
  }

  /**
   * What belongs to this scope under a key.
   *
   * @param key names it
   * @param make makes it at the first call
   * @param <R> its type
   * @return it is closed when the scope ends
   */
  @SuppressWarnings("unchecked") // a key is always used with one type
  public <R extends AutoCloseable> R resource(Object key, Supplier<R> make) {
    return (R) resources.computeIfAbsent(key, k -> make.get());
  }

  /** Runs work in a scope of its own. */
  static void run(Runnable work) {
    within(
        new Scope(),
        () -> {
          work.run();
          return Boolean.TRUE;
        });
  }

  /** Makes something outside of all scopes: it stays. */
  static <T> T outside(Supplier<T> make) {
    return within(NONE, make);
  }

  private static <T> T within(Scope scope, Supplier<T> work) {
    Deque<Scope> open = OPEN.get();
    open.push(scope);
    try {
      return work.get();
    } finally {
      open.pop();
      scope.close();
    }
  }

  private void close() {
    for (AutoCloseable resource : resources.values()) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException("a resource of a scope could not be closed", e);
      }
    }
    resources.clear();
  }
}
