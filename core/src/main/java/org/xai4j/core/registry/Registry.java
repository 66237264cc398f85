package org.xai4j.core.registry;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
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
    return RecordText.with(kind, get(id), values);
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
}
