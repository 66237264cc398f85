package org.xai4j.core.array;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Optional;
import java.util.StringJoiner;

/** Values that hold arrays, as text. */
public final class Printed {
  private Printed() {}

  /**
   * A record as records print themselves, with the elements of its arrays.
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

  private static String element(Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.map(Printed::element).orElse("none");
    }
    // As the only element of a list, an array of any kind is written with its elements.
    String list = Arrays.deepToString(new Object[] {value});
    return list.substring(1, list.length() - 1);
  }
}
