package org.xai4j.core.network;

import java.util.Optional;

/** Chooses the rule of every node of a network: by layer type, name or depth. */
@FunctionalInterface
public interface Rules {
  /** The gradient everywhere. */
  Rules GRADIENT = node -> Rule.GRADIENT;

  /**
   * The rule of a node.
   *
   * @param node any node but the input
   * @return its rule
   */
  Rule of(Node node);

  /**
   * What equal choices have in common. What they derive from a network's weights is then kept with
   * the network for the next explanation.
   *
   * @return a value with equality; nothing if each explanation binds its rules anew
   */
  default Optional<Object> key() {
    return Optional.empty();
  }
}
