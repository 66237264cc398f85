package org.xai4j.core.layer;

/** The place where the batch enters: node 0 of every network. */
public record Input() implements Layer {
  @Override
  public Family family() {
    return Family.INPUT;
  }
}
