package org.xai4j.core.registry;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xai4j.core.run.InputException;

/** Records as text and back: their parameters are the components that carry {@link Param}. */
public final class RecordText {
  private RecordText() {}

  /**
   * The parameters of a member with their values.
   *
   * @param member a record
   * @return text by name, in declared order
   */
  public static Map<String, String> of(Object member) {
    Map<String, String> values = new LinkedHashMap<>();
    for (RecordComponent part : components(member)) {
      values.put(name(part), text(read(part, member)));
    }
    return values;
  }

  /**
   * The descriptions of a member's parameters.
   *
   * @param member a record; its values are the defaults
   * @return in declared order
   */
  public static List<ParameterInfo> describe(Object member) {
    List<ParameterInfo> list = new ArrayList<>();
    for (RecordComponent part : components(member)) {
      Param param = part.getAnnotation(Param.class);
      if (param == null) {
        throw new IllegalStateException(part + " of " + member.getClass() + " lacks @Param");
      }
      list.add(
          new ParameterInfo(
              name(part),
              typeName(part.getGenericType()),
              text(read(part, member)),
              range(param),
              param.value()));
    }
    return list;
  }

  /**
   * One parameter, described.
   *
   * @param name on the command line
   * @param type what a value looks like
   * @param defaultValue as text
   * @param range allowed numbers, empty if all
   * @param description what it means
   */
  public record ParameterInfo(
      String name, String type, String defaultValue, String range, String description) {}

  /**
   * A record with some parameters set.
   *
   * @param kind what it is called in messages: "method", "rule"
   * @param prototype whose parameters the others keep
   * @param values texts by parameter name
   * @param <T> its type
   * @return a new record
   * @throws InputException if a parameter is unknown or a value does not fit
   */
  static <T> T with(String kind, T prototype, Map<String, String> values) {
    String id = Registry.info(prototype).id();
    RecordComponent[] parts = components(prototype);
    List<String> names = Arrays.stream(parts).map(RecordText::name).toList();
    Map<String, String> own = new LinkedHashMap<>();
    values.forEach((name, text) -> own.put(known(parts, name), text));
    for (String given : own.keySet()) {
      InputException.check(
          names.contains(given),
          "The %s %s has no parameter '%s'%s; it takes %s.",
          kind,
          id,
          given,
          Registry.suggestion(given, names),
          names.isEmpty() ? "none" : String.join(", ", names));
    }
    Object[] arguments = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      String text = own.get(names.get(i));
      arguments[i] =
          text == null
              ? read(parts[i], prototype)
              : convert(id, names.get(i), parts[i].getGenericType(), text.strip());
      checkRange(id, names.get(i), parts[i].getAnnotation(Param.class), arguments[i]);
    }
    try {
      Class<?>[] types =
          Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = prototype.getClass().getDeclaredConstructor(types);
      @SuppressWarnings("unchecked") // of the prototype's own class
      T made = (T) constructor.newInstance(arguments);
      return made;
    } catch (java.lang.reflect.InvocationTargetException e) {
      if (e.getCause() instanceof InputException bad) {
        throw bad;
      }
      throw new IllegalStateException("cannot make " + id, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a " + kind + " is a record with a public constructor", e);
    }
  }

  /** The name of the parameter that also has another one. */
  private static String known(RecordComponent[] parts, String name) {
    for (RecordComponent part : parts) {
      Param param = part.getAnnotation(Param.class);
      if (param != null && Arrays.asList(param.also()).contains(name)) {
        return name(part);
      }
    }
    return name;
  }

  private static RecordComponent[] components(Object member) {
    RecordComponent[] parts = member.getClass().getRecordComponents();
    if (parts == null) {
      throw new IllegalStateException(member.getClass() + " is not a record");
    }
    return parts;
  }

  private static String name(RecordComponent part) {
    return part.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static Object read(RecordComponent part, Object member) {
    try {
      return part.getAccessor().invoke(member);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(member.getClass() + " must be public", e);
    }
  }

  private static String text(Object value) {
    if (value instanceof Enum<?> e) {
      return kebab(e);
    }
    if (value instanceof Optional<?> o) {
      return o.map(RecordText::text).orElse("");
    }
    if (value instanceof List<?> l) {
      return String.join(",", l.stream().map(RecordText::text).toList());
    }
    if (value instanceof Record r && r.getClass().isAnnotationPresent(Info.class)) {
      return Registry.info(r).id();
    }
    return String.valueOf(value);
  }

  private static String kebab(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Object convert(String id, String name, Type type, String text) {
    try {
      if (type instanceof ParameterizedType p) {
        Type inner = p.getActualTypeArguments()[0];
        if (p.getRawType() == Optional.class) {
          return text.isEmpty() ? Optional.empty() : Optional.of(convert(id, name, inner, text));
        }
        if (p.getRawType() == List.class) {
          List<Object> values = new ArrayList<>();
          for (String item :
              text.isEmpty() ? new String[0] : text.split(inner == Integer.class ? "[,x]" : ",")) {
            values.add(convert(id, name, inner, item.strip()));
          }
          return List.copyOf(values);
        }
        return parse((Class<?>) p.getRawType(), text);
      }
      Class<?> c = (Class<?>) type;
      if (c == int.class || c == Integer.class) {
        return Integer.valueOf(text);
      }
      if (c == long.class || c == Long.class) {
        return Long.valueOf(text);
      }
      if (c == double.class || c == Double.class) {
        double value = Double.parseDouble(text);
        if (Double.isNaN(value)) {
          throw new NumberFormatException("NaN");
        }
        return value;
      }
      if (c == boolean.class) {
        if (!text.equals("true") && !text.equals("false")) {
          throw new NumberFormatException(text);
        }
        return Boolean.valueOf(text);
      }
      if (c == String.class) {
        return text;
      }
      if (c.isEnum()) {
        List<String> names = new ArrayList<>();
        for (Object constant : c.getEnumConstants()) {
          if (kebab((Enum<?>) constant).equals(text)) {
            return constant;
          }
          names.add(kebab((Enum<?>) constant));
        }
        throw new InputException(
            "The parameter "
                + name
                + " of "
                + id
                + " is one of "
                + String.join(", ", names)
                + ", not '"
                + text
                + "'"
                + Registry.suggestion(text, names)
                + ".");
      }
      return parse(c, text);
    } catch (NumberFormatException e) {
      throw new InputException(
          "The parameter "
              + name
              + " of "
              + id
              + " is of type "
              + typeName(type)
              + ", not '"
              + text
              + "'.",
          e);
    }
  }

  /** Types of our own read themselves by a public static method parse(String). */
  private static Object parse(Class<?> type, String text) {
    try {
      return type.getMethod("parse", String.class).invoke(null, text);
    } catch (java.lang.reflect.InvocationTargetException e) {
      if (e.getCause() instanceof InputException bad) {
        throw bad;
      }
      throw new IllegalStateException(type + ".parse failed", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " lacks a public static parse(String)", e);
    }
  }

  private static String typeName(Type type) {
    if (type instanceof ParameterizedType p) {
      String inner = typeName(p.getActualTypeArguments()[0]);
      if (p.getRawType() == List.class) {
        return inner + ",…";
      }
      return p.getRawType() == Optional.class
          ? inner
          : ((Class<?>) p.getRawType()).getSimpleName().toLowerCase(Locale.ROOT);
    }
    Class<?> c = (Class<?>) type;
    if (c.isEnum()) {
      return String.join(
          "|", Arrays.stream(c.getEnumConstants()).map(e -> kebab((Enum<?>) e)).toList());
    }
    if (c == int.class || c == long.class || c == Integer.class || c == Long.class) {
      return "integer";
    }
    if (c == double.class || c == Double.class) {
      return "number";
    }
    return c == String.class ? "text" : c.getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static String range(Param param) {
    boolean low = param.min() != Double.NEGATIVE_INFINITY;
    boolean high = param.max() != Double.POSITIVE_INFINITY;
    if (low && high) {
      return plain(param.min()) + " to " + plain(param.max());
    }
    return low ? "≥ " + plain(param.min()) : high ? "≤ " + plain(param.max()) : "";
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  private static void checkRange(String id, String name, Param param, Object value) {
    if (value instanceof List<?> list) {
      list.forEach(item -> checkRange(id, name, param, item));
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresent(item -> checkRange(id, name, param, item));
    } else if (value instanceof Number number) {
      double v = number.doubleValue();
      InputException.check(
          v >= param.min() && v <= param.max(),
          "The parameter %s of %s must be %s, not %s.",
          name,
          id,
          range(param),
          value);
    }
  }
}
