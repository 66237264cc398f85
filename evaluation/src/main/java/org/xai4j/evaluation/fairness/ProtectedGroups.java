package org.xai4j.evaluation.fairness;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.xai4j.core.array.Printed;
import org.xai4j.core.run.InputException;

/**
 * Rows in groups by a protected attribute.
 *
 * @param attribute its name
 * @param names of the groups
 * @param members the group of each row [n]
 */
public record ProtectedGroups(String attribute, List<String> names, int[] members) {
  /**
   * Copies the parts.
   *
   * @throws InputException if a row is in no group
   */
  public ProtectedGroups {
    names = List.copyOf(names);
    members = members.clone();
    for (int group : members) {
      InputException.check(
          group >= 0 && group < names.size(),
          "A row is in group %d of '%s', which has the groups 0 to %d.",
          group,
          attribute,
          names.size() - 1);
    }
  }

  /** A copy: the group of each row. */
  @Override
  public int[] members() {
    return members.clone();
  }

  /**
   * The rows of a group.
   *
   * @param group its index
   * @return ascending
   */
  public int[] rows(int group) {
    return IntStream.range(0, members.length).filter(i -> members[i] == group).toArray();
  }

  /**
   * The rows of every group.
   *
   * @return [groups][rows]
   */
  public int[][] rows() {
    return IntStream.range(0, names.size()).mapToObj(this::rows).toArray(int[][]::new);
  }

  /**
   * The groups that both attributes make together (intersections; Buolamwini and Gebru 2018). Those
   * without rows are left out.
   *
   * @param other attribute of the same rows
   * @return groups named "women, up to 25"
   */
  public ProtectedGroups cross(ProtectedGroups other) {
    int width = other.names.size();
    List<String> both = new ArrayList<>();
    int[] place = new int[names.size() * width];
    int[] crossed = new int[members.length];
    for (int cell = 0; cell < place.length; cell++) {
      int wanted = cell;
      boolean some =
          IntStream.range(0, members.length)
              .anyMatch(i -> members[i] * width + other.members[i] == wanted);
      place[cell] = both.size();
      if (some) {
        both.add(names.get(cell / width) + ", " + other.names.get(cell % width));
      }
    }
    for (int i = 0; i < crossed.length; i++) {
      crossed[i] = place[members[i] * width + other.members[i]];
    }
    return new ProtectedGroups(attribute + " × " + other.attribute, both, crossed);
  }

  @Override
  public String toString() {
    return Printed.record(this);
  }
}
