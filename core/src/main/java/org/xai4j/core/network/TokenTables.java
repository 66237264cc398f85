package org.xai4j.core.network;

import java.util.List;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;

/** The embeddings that a network looks its input up in: they make rows of numbers token ids. */
public final class TokenTables {
  private TokenTables() {}

  /**
   * Embeddings that look up the input itself. If there is none, those that look up what layers make
   * of each id alone, as {@code x + 1}, {@code x.clamp(0, 99)} and {@code x.long()} do.
   *
   * @param network any network
   * @return in order; none if rows are no token ids
   */
  public static List<Node> of(Network network) {
    return network.derive("token tables", TokenTables::found);
  }

  /**
   * Whether some embedding looks up what depends on the input.
   *
   * @param network any network
   * @return also true where no table tells the ids, since they are mixed with each other or with
   *     numbers
   */
  public static List<Node> dependent(Network network) {
    boolean[] depends = new boolean[network.nodes().size()];
    depends[0] = true;
    for (Node node : network.nodes()) {
      depends[node.index()] |= node.inputs().stream().anyMatch(i -> depends[i]);
    }
    return embeddings(network, depends);
  }

  private static List<Node> found(Network network) {
    boolean[] single = new boolean[network.nodes().size()];
    single[0] = true;
    List<Node> direct = embeddings(network, single);
    if (!direct.isEmpty()) {
      return direct;
    }
    for (Node node : network.nodes()) {
      single[node.index()] |= eachAlone(network, node, single);
    }
    return embeddings(network, single);
  }

  private static List<Node> embeddings(Network network, boolean[] ids) {
    return network.nodes().stream()
        .filter(n -> n.layer() instanceof Embedding && ids[n.inputs().get(0)])
        .toList();
  }

  /** Whether a layer makes something of each id alone. */
  private static boolean eachAlone(Network network, Node node, boolean[] single) {
    if (node.layer() instanceof Activation) {
      return single[node.inputs().get(0)];
    }
    return node.layer() instanceof Elementwise
        && node.inputs().stream().anyMatch(i -> single[i])
        && node.inputs().stream().allMatch(i -> single[i] || number(network.nodes().get(i)));
  }

  private static boolean number(Node node) {
    return node.layer() instanceof Constant constant && constant.value().length() == 1;
  }
}
