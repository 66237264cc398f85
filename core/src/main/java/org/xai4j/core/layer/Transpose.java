package org.xai4j.core.layer;

import java.util.List;

/**
 * Permutes axes.
 *
 * @param permutation axis i of the output is axis permutation[i] of the input
 */
public record Transpose(List<Integer> permutation) implements Layer {
  /** Copies the list. */
  public Transpose {
    permutation = List.copyOf(permutation);
  }

  @Override
  public Family family() {
    return Family.TRANSPOSE;
  }
}
