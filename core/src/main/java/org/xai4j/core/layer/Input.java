package org.xai4j.core.layer;

import java.util.List;

/**
 * An input of a network. The first node is the input that is explained; another one is held at
 * given values, {@code Network.withHeld}, before the network runs.
 *
 * @param row shape of a row of a held input, without the batch axis, −1 for a length that varies;
 *     empty for the explained one
 */
public record Input(List<Long> row) implements Layer {
  /** Copies the list. */
  public Input {
    row = List.copyOf(row);
  }

  /** The explained input. */
  public Input() {
    this(List.of());
  }

  @Override
  public Family family() {
    return Family.INPUT;
  }
}
