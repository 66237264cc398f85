package org.xai4j.benchmarks.report;

import java.util.Arrays;
import java.util.List;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explanation.Surrogate;

/** Draws a decision tree: the root on top, the condition true to the left. */
public final class TreeChart {
  private static final int LEAF = 118;
  private static final int LEVEL = 84;

  private TreeChart() {}

  /**
   * Draws a tree.
   *
   * @param description for those who do not see it
   * @param tree of a surrogate
   * @param schema names columns and classes
   * @return markup
   */
  public static String draw(String description, Surrogate.Tree tree, TableSchema schema) {
    List<Surrogate.Node> nodes = tree.nodes();
    double[][] places = new double[nodes.size()][2];
    double[] next = {LEAF / 2.0 + 4};
    int depth = place(nodes, 0, 0, next, places);
    Svg svg = new Svg();
    for (int i = 0; i < nodes.size(); i++) {
      Surrogate.Node node = nodes.get(i);
      if (node.left() >= 0) {
        edge(svg, places[i], places[node.left()], "yes");
        edge(svg, places[i], places[node.right()], "no");
      }
    }
    for (int i = 0; i < nodes.size(); i++) {
      node(svg, nodes.get(i), places[i], schema);
    }
    return svg.picture((int) next[0], depth * LEVEL + 60, "chart", description);
  }

  /** Leaves stand side by side, other nodes over the middle of theirs; gives the depth below. */
  private static int place(
      List<Surrogate.Node> nodes, int index, int level, double[] next, double[][] places) {
    Surrogate.Node node = nodes.get(index);
    places[index][1] = 30 + level * LEVEL;
    if (node.left() < 0) {
      places[index][0] = next[0];
      next[0] += LEAF;
      return 0;
    }
    int left = place(nodes, node.left(), level + 1, next, places);
    int right = place(nodes, node.right(), level + 1, next, places);
    places[index][0] = (places[node.left()][0] + places[node.right()][0]) / 2;
    return 1 + Math.max(left, right);
  }

  private static void edge(Svg svg, double[] from, double[] to, String label) {
    svg.add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"base\"/>",
        from[0], from[1] + 20, to[0], to[1] - 20);
    double x = (from[0] + to[0]) / 2;
    svg.text(
        x + (to[0] < from[0] ? -8 : 8),
        (from[1] + to[1]) / 2,
        "tick muted",
        to[0] < from[0] ? "end" : "start",
        label);
  }

  private static void node(Svg svg, Surrogate.Node node, double[] at, TableSchema schema) {
    int total = Arrays.stream(node.counts()).sum();
    double share = total == 0 ? 0 : (double) node.counts()[node.answer()] / total;
    boolean leaf = node.left() < 0;
    svg.add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"40\" rx=\"7\" fill=\"%s\""
            + " stroke=\"%s\"/>",
        at[0] - LEAF / 2.0 + 4,
        at[1] - 20,
        LEAF - 8,
        leaf ? (node.answer() == 0 ? "#e8effa" : "#fbe9ec") : "#ffffff",
        leaf ? (node.answer() == 0 ? Texts.NEGATIVE : Texts.POSITIVE) : "#aab1c1");
    if (leaf) {
      svg.text(at[0], at[1] - 3, "tick", "middle", schema.outcome(node.answer()));
      svg.text(at[0], at[1] + 12, "tick", "middle", Math.round(100 * share) + " % of " + total);
      return;
    }
    String words = node.condition().get(0).words(schema);
    String name = schema.columns().get(node.condition().get(0).column()).words();
    svg.text(at[0], at[1] - 3, "tick", "middle", Texts.brief(name, 18));
    svg.text(
        at[0],
        at[1] + 12,
        "tick",
        "middle",
        Texts.brief(words.substring(name.length()).strip(), 18));
  }
}
