package org.xai4j.core.tensor;

/**
 * An operator that begins with an affine map A of its one input: y = g(Ax + b). Its gradient is
 * that of g and then Aᵀ, which depends on no input; so the gradients of many inputs can be added up
 * between the two, and Aᵀ runs once for all of them.
 */
public interface AffineFirst extends Operator {
  /**
   * The gradient of what follows the map.
   *
   * @param recorded what the forward pass gave
   * @param signal of the output's shape, not modified
   * @return the signal at the map's output, of that shape
   */
  Tensor behind(Recorded recorded, Tensor signal);

  /**
   * The adjoint of the map.
   *
   * @param signal at its output [n, …]
   * @param input shape of the input [n, …]
   * @return Aᵀ of the signal
   */
  Tensor adjoint(Tensor signal, long... input);

  /**
   * A sum of signals at the map's output that starts at zero and lies as they do.
   *
   * @param recorded what a forward pass of the rows gave
   * @return a tensor of its own [m, …]
   */
  Tensor zeros(Recorded recorded);

  /**
   * Adds versions of the rows to a sum, in its own memory.
   *
   * @param sum as {@link #zeros} made it [m, …]
   * @param versions one behind the other [count·m, …]
   */
  void accumulate(Tensor sum, Tensor versions);

  @Override
  default Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    return new Tensor[] {adjoint(behind(recorded, signal), inputs[0].shape())};
  }
}
