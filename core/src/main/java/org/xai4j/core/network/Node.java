package org.xai4j.core.network;

import java.util.List;
import org.xai4j.core.layer.Layer;

/**
 * One layer at its place in a network.
 *
 * @param index position in topological order, 0 for the input
 * @param name unique name, as in the model file where it has one
 * @param layer what it computes
 * @param inputs indices of the nodes whose outputs it reads, all smaller than its own
 */
public record Node(int index, String name, Layer layer, List<Integer> inputs) {
  /** Ends the name of the value before the activation that a model's layer applies itself. */
  public static final String PREACTIVATION = "_preactivation";

  /** Copies the list of inputs. */
  public Node {
    inputs = List.copyOf(inputs);
  }

  /**
   * The layer of the model that this node belongs to, where nodes before and after a fused
   * activation share one.
   *
   * @return the name without {@link #PREACTIVATION}
   */
  public String owner() {
    return name.endsWith(PREACTIVATION)
        ? name.substring(0, name.length() - PREACTIVATION.length())
        : name;
  }
}
