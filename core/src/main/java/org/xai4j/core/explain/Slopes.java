package org.xai4j.core.explain;

import java.util.List;
import java.util.Optional;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.logic.ElementComparison;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.TokenTables;
import org.xai4j.core.run.InputException;

/** Whether what looks inside a network can follow it from the output to the input. */
final class Slopes {
  private static final String INSTEAD =
      " take a method for any predictor, such as shapley-sampling, or explain a layer behind with"
          + " --layer.";

  private Slopes() {}

  /**
   * Refuses a network where nothing comes back to the input, or what comes back is no slope.
   *
   * @param network whose input is no token ids
   * @param method its id
   * @param slopes whether it multiplies slopes
   * @throws InputException if an embedding looks up what follows from the input, or each way from
   *     the input to the output passes a layer that is flat
   */
  static void check(Network network, String method, boolean slopes) {
    List<Node> tables = TokenTables.dependent(network);
    InputException.check(
        tables.isEmpty(),
        "The method %s looks inside, but layer '%s' looks up in a table what follows from the"
            + " input;%s",
        method,
        tables.isEmpty() ? "" : tables.get(0).name(),
        INSTEAD);
    Optional<Node> flat = slopes ? network.derive("flat", Slopes::flat) : Optional.empty();
    InputException.check(
        flat.isEmpty(),
        "The method %s needs slopes, but every way from the input to the output passes a layer"
            + " without one, '%s' (%s);%s",
        method,
        flat.map(Node::name).orElse(""),
        flat.map(n -> n.layer().type()).orElse(""),
        INSTEAD);
  }

  /** The last flat layer that the input reaches, if the output has no slope. */
  private static Optional<Node> flat(Network network) {
    boolean[] sloped = new boolean[network.nodes().size()];
    sloped[0] = true;
    Optional<Node> last = Optional.empty();
    for (Node node : network.nodes()) {
      boolean reached = node.inputs().stream().anyMatch(i -> sloped[i]);
      if (reached && flat(node)) {
        last = Optional.of(node);
      }
      sloped[node.index()] |= reached && !flat(node);
    }
    return sloped[network.output().index()] ? Optional.empty() : last;
  }

  private static boolean flat(Node node) {
    return node.layer() instanceof ElementComparison
        || (node.layer() instanceof Activation a && a.function().flat());
  }
}
