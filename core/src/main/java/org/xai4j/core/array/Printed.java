package org.xai4j.core.array;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Values that hold arrays, as text: small arrays with their elements, large ones by their range.
 */
public final class Printed {
  /** Arrays of more elements are not written out. */
  private static final int MOST = 20;

  private Printed() {}

  /**
   * A record as records print themselves, with its arrays.
   *
   * @param value a public record
   * @return its name and components
   */
  public static String record(Record value) {
    StringJoiner text = new StringJoiner(", ", value.getClass().getSimpleName() + "[", "]");
    for (RecordComponent part : value.getClass().getRecordComponents()) {
      try {
        text.add(part.getName() + "=" + element(part.getAccessor().invoke(value)));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(value.getClass() + " must be public", e);
      }
    }
    return text.toString();
  }

  /**
   * An array.
   *
   * @param values of any shape
   * @return its shape, and its elements in row-major order or, if there are more than 20, their
   *     range
   */
  public static String array(INDArray values) {
    String shape = Arrays.toString(values.shape());
    return values.length() <= MOST
        ? shape + " " + array(values.dup('c').data().asDouble())
        : String.format(
            Locale.ROOT,
            "%s from %.4g to %.4g",
            shape,
            values.minNumber().doubleValue(),
            values.maxNumber().doubleValue());
  }

  /**
   * Numbers.
   *
   * @param values of any length
   * @return the elements or, if there are more than 20, their number and range
   */
  public static String array(double[] values) {
    return values.length <= MOST
        ? Arrays.stream(values)
            // What was a float is written as one.
            .mapToObj(v -> v == (float) v ? Float.toString((float) v) : Double.toString(v))
            .collect(Collectors.joining(", ", "[", "]"))
        : String.format(
            Locale.ROOT,
            "[%d] from %.4g to %.4g",
            values.length,
            Arrays.stream(values).min().orElseThrow(),
            Arrays.stream(values).max().orElseThrow());
  }

  private static String element(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Printed::element).orElse("none");
    }
    if (value instanceof INDArray array) {
      return array(array);
    }
    if (value instanceof double[] array) {
      return array(array);
    }
    // As the only element of a list, an array of any kind is written with its elements.
    String list = Arrays.deepToString(new Object[] {value});
    return list.substring(1, list.length() - 1);
  }
}
