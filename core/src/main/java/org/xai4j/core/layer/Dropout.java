package org.xai4j.core.layer;

/** Dropout and other layers that only act in training: the identity when a network is explained. */
public record Dropout() implements Layer {
  @Override
  public Family family() {
    return Family.DROPOUT;
  }
}
