package org.xai4j.core.importer.keras;

/** How a kind of layer of Keras becomes nodes of a network. */
@FunctionalInterface
interface KerasLayer {
  /**
   * Adds the nodes of one call.
   *
   * @return the tensor that it gives
   * @throws org.xai4j.core.run.InputException if a setting is not read
   */
  KerasTensor add(KerasCall call);
}
