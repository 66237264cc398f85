package org.xai4j.core.importer.onnx.internal;

import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A value for each of two probes. The probes differ in the batch size, which falls from the first
 * to the second, and in free lengths, which rise: so an axis is told to be fixed, batch or length.
 *
 * @param first for the first probe
 * @param second for the second probe
 */
public record Twin<T>(T first, T second) {
  public static <T> Twin<T> both(T value) {
    return new Twin<>(value, value);
  }

  public <R> Twin<R> map(Function<T, R> change) {
    R one = change.apply(first);
    return first == second ? both(one) : new Twin<>(one, change.apply(second));
  }

  public <U, R> Twin<R> with(Twin<U> other, BiFunction<T, U, R> combine) {
    R one = combine.apply(first, other.first);
    return first == second && other.first == other.second
        ? both(one)
        : new Twin<>(one, combine.apply(second, other.second));
  }
}
