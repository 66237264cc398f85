package org.xai4j.core.importer.keras;

/**
 * What a layer of Keras takes and gives.
 *
 * @param node of the network
 * @param turned whether the node has channels second where Keras has them last
 * @param mask the node of a 0/1 mask [n, time] of the steps that count; −1 if all do
 */
record KerasTensor(int node, boolean turned, int mask) {
  static KerasTensor of(int node) {
    return new KerasTensor(node, false, -1);
  }

  /** Another node in Keras' order of axes, with the same mask. */
  KerasTensor at(int other) {
    return new KerasTensor(other, false, mask);
  }

  /** Another node in the same order of axes, with the same mask. */
  KerasTensor same(int other) {
    return new KerasTensor(other, turned, mask);
  }

  KerasTensor masked(int other) {
    return new KerasTensor(node, turned, other);
  }
}
