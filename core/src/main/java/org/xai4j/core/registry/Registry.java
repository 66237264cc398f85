package org.xai4j.core.registry;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.xai4j.core.run.InputException;

/**
 * The explainers, or the metrics, that are on the class path, by id. A member is a public record
 * with {@link Info}, whose components carry {@link Param}, with a public constructor without
 * arguments for the defaults and a {@code META-INF/services} entry.
 *
 * @param <T> what is registered
 */
public final class Registry<T> {
  private final String kind;
  private final Map<String, T> prototypes = new TreeMap<>();

  private Registry(String kind, Class<T> type) {
    this.kind = kind;
    for (T member : ServiceLoader.load(type)) {
      T twin = prototypes.put(info(member).id(), member);
      if (twin != null) {
        throw new IllegalStateException(
            member.getClass()
                + " and "
                + twin.getClass()
                + " both have the id "
                + info(member).id());
      }
    }
  }

  /**
   * Loads what is on the class path.
   *
   * @param kind what a member is called in messages: "method", "metric"
   * @param type the service
   * @param <T> the service
   * @return all members
   */
  public static <T> Registry<T> load(String kind, Class<T> type) {
    return new Registry<>(kind, type);
  }

  /**
   * The members with their default parameters.
   *
   * @return in order of their ids
   */
  public Collection<T> all() {
    return prototypes.values();
  }

  /**
   * A member with its default parameters.
   *
   * @param id its id
   * @return the member
   * @throws InputException if there is none; the message names the nearest id
   */
  public T get(String id) {
    T member = prototypes.get(id);
    if (member == null) {
      throw new InputException(
          "There is no "
              + kind
              + " '"
              + id
              + "'"
              + suggestion(id, prototypes.keySet())
              + "; list them with: xai4j "
              + kind
              + "s");
    }
    return member;
  }

  /**
   * A member with some parameters set.
   *
   * @param id its id
   * @param values texts by parameter name; the others keep their defaults
   * @return the member
   * @throws InputException if the id or a parameter is unknown or a value does not fit
   */
  public T create(String id, Map<String, String> values) {
    T prototype = get(id);
    RecordComponent[] parts = components(prototype);
    List<String> names = Arrays.stream(parts).map(Registry::name).toList();
    for (String given : values.keySet()) {
      InputException.check(
          names.contains(given),
          "The %s %s has no parameter '%s'%s; it takes %s.",
          kind,
          id,
          given,
          suggestion(given, names),
          names.isEmpty() ? "none" : String.join(", ", names));
    }
    Object[] arguments = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      String text = values.get(names.get(i));
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

  /**
   * The description of a member.
   *
   * @param member any registered kind of object
   * @return its annotation
   */
  public static Info info(Object member) {
    Info info = member.getClass().getAnnotation(Info.class);
    if (info == null) {
      throw new IllegalStateException(member.getClass() + " lacks @Info");
    }
    return info;
  }

  /**
   * The parameters of a member with their values.
   *
   * @param member a record
   * @return text by name, in declared order
   */
  public static Map<String, String> parameters(Object member) {
    Map<String, String> values = new java.util.LinkedHashMap<>();
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
   * One of several things by its id.
   *
   * @param what it is, for the message: "data set"
   * @param id asked for
   * @param known all there are
   * @param <V> their type
   * @return the one of that id
   * @throws InputException if there is none; the message names the nearest id and all others
   */
  public static <V> V named(String what, String id, Map<String, V> known) {
    V found = known.get(id);
    if (found == null) {
      throw new InputException(
          "There is no "
              + what
              + " '"
              + id
              + "'"
              + suggestion(id, known.keySet())
              + "; there are "
              + String.join(", ", known.keySet())
              + ".");
    }
    return found;
  }

  /**
   * A hint at a name that was probably meant.
   *
   * @param given what was written
   * @param known what there is
   * @return empty if nothing is near
   */
  public static String suggestion(String given, Collection<String> known) {
    String best = "";
    int distance = Math.max(2, given.length() / 2) + 1;
    for (String name : known) {
      int d = editDistance(given.toLowerCase(Locale.ROOT), name);
      if (d < distance) {
        distance = d;
        best = name;
      }
    }
    return best.isEmpty() ? "" : " (did you mean '" + best + "'?)";
  }

  private static int editDistance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(swap, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
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
      return o.map(Registry::text).orElse("");
    }
    if (value instanceof List<?> l) {
      return String.join(",", l.stream().map(Registry::text).toList());
    }
    if (value instanceof Record r && r.getClass().isAnnotationPresent(Info.class)) {
      return info(r).id();
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
                + suggestion(text, names)
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
