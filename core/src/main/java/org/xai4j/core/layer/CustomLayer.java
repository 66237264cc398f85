package org.xai4j.core.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A layer of one's own, which runs itself on arrays, on every device. It is a public record whose
 * array components are its weights. Relevance passes it where a composite names a rule for its
 * type; DeepLIFT refuses it.
 */
public non-sealed interface CustomLayer extends Layer {
  /** How relevance passes a layer without a rule of its own. */
  enum Passing {
    /** In proportion to what each input cell adds to the output: of affine layers. */
    SHARES,
    /** Each output cell is an input cell, or does not depend on any: it goes back to that cell. */
    MOVES,
    /** Unchanged, as through an activation or a normalisation. */
    PASSES,
    /** Not at all: a composite has to name a rule. */
    REFUSES
  }

  /**
   * How relevance passes.
   *
   * @return {@link Passing#SHARES} for affine layers, else {@link Passing#REFUSES}
   */
  default Passing passing() {
    return affine() ? Passing.SHARES : Passing.REFUSES;
  }

  /**
   * The shape of the output, from the shapes of the inputs alone.
   *
   * @param inputs one shape per input, batch included
   * @return the output's shape, batch included
   * @throws org.xai4j.core.run.InputException if the layer does not take such inputs
   */
  long[] outputShape(long[]... inputs);

  /**
   * Runs the layer.
   *
   * @param inputs one array per input, row-major, not modified
   * @return the output, of the inputs' type
   */
  INDArray forward(INDArray... inputs);

  /**
   * The vector-Jacobian product: the gradient of ⟨signal, output⟩ with respect to each input.
   *
   * @param inputs as given to the forward pass, not modified
   * @param output what it gave, not modified
   * @param signal of the output's shape, not modified
   * @return one array per input, of its shape
   */
  INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal);

  @Override
  default Family family() {
    return Family.CUSTOM;
  }
}
