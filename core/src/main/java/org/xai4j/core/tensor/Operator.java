package org.xai4j.core.tensor;

/** One layer made ready to run on a device: what rules are written with. Thread-safe. */
public interface Operator {
  /**
   * Runs the layer.
   *
   * @param inputs one tensor per input node, not modified
   * @return the output
   */
  Tensor forward(Tensor... inputs);

  /**
   * Runs the layer and keeps what its gradient needs beside inputs and output.
   *
   * @param inputs one tensor per input node, not modified
   * @return output and memo
   */
  default Recorded record(Tensor... inputs) {
    return Recorded.of(forward(inputs));
  }

  /**
   * The vector-Jacobian product: the gradient of ⟨signal, output⟩ with respect to each input.
   *
   * @param inputs as given to the forward pass
   * @param recorded what the forward pass gave
   * @param signal of the output's shape, not modified
   * @return one tensor per input, of its shape; it may share memory with the signal
   */
  Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal);

  /**
   * The gradient with respect to one of the inputs alone.
   *
   * @param input which
   * @param inputs as given to the forward pass
   * @param recorded what the forward pass gave
   * @param signal of the output's shape, not modified
   * @return a tensor of that input's shape
   */
  default Tensor gradient(int input, Tensor[] inputs, Recorded recorded, Tensor signal) {
    return gradient(inputs, recorded, signal)[input];
  }

  /**
   * What a forward pass gave.
   *
   * @param output the layer's output
   * @param memo intermediate values only this operator understands; {@link #NOTHING} if none
   */
  record Recorded(Tensor output, Object memo) {
    /** The memo of operators that need none. */
    public static final Object NOTHING = new Object();

    /**
     * An output without a memo.
     *
     * @param output of a layer
     * @return the pair
     */
    public static Recorded of(Tensor output) {
      return new Recorded(output, NOTHING);
    }
  }
}
