package org.xai4j.core.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** One layer made ready to run: what rules are written with. Thread-safe. */
public interface Operator {
  /**
   * Runs the layer.
   *
   * @param inputs one array per input node, not modified
   * @return the output
   */
  INDArray forward(INDArray... inputs);

  /**
   * Runs the layer and keeps what its gradient needs beside inputs and output.
   *
   * @param inputs one array per input node, not modified
   * @return output and memo
   */
  default Recorded record(INDArray... inputs) {
    return new Recorded(forward(inputs), Recorded.NOTHING);
  }

  /**
   * The vector-Jacobian product: the gradient of ⟨signal, output⟩ with respect to each input.
   *
   * @param inputs as given to the forward pass
   * @param recorded what the forward pass gave
   * @param signal of the output's shape, not modified
   * @return one array per input, of its shape; it may share memory with the signal
   */
  INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal);

  /**
   * What a forward pass gave.
   *
   * @param output the layer's output
   * @param memo intermediate values only this operator understands; {@link #NOTHING} if none
   */
  record Recorded(INDArray output, Object memo) {
    /** The memo of operators that need none. */
    public static final Object NOTHING = new Object();
  }
}
