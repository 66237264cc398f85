package org.xai4j.core.network;

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
}
