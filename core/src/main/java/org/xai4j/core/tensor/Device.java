package org.xai4j.core.tensor;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.layer.Layer;

/**
 * A place where tensors lie and layers run: it allocates, copies in and out, and makes an {@link
 * Operator} of a {@link Layer}. Devices are thread-safe and are all tested by the same contract
 * tests.
 */
public interface Device {
  /**
   * The device's id on the command line.
   *
   * @return for example {@code onednn}
   */
  String id();

  /**
   * Whether tensors of a type may lie here.
   *
   * @param type FLOAT or DOUBLE
   * @return whether this device computes in it
   */
  boolean supports(DataType type);

  /**
   * An array brought here: the way into a chunk.
   *
   * @param array of a supported type; not modified, and may be shared
   * @return its elements as a tensor
   */
  Tensor of(INDArray array);

  /**
   * Rows of an array brought here.
   *
   * @param array as for {@link #of(INDArray)}
   * @param from first row
   * @param to exclusive last row
   * @return their elements as a tensor
   */
  default Tensor of(INDArray array, long from, long to) {
    boolean all = to - from == array.size(0);
    return of(all ? array : array.get(NDArrayIndex.interval(from, to)));
  }

  /**
   * Given elements.
   *
   * @param type of the tensor; FLOAT rounds
   * @param values in row-major order
   * @param shape of the tensor
   * @return a new tensor
   */
  Tensor of(DataType type, double[] values, long... shape);

  /**
   * Given elements.
   *
   * @param values in row-major order
   * @param shape of the tensor
   * @return a new FLOAT tensor
   */
  Tensor of(float[] values, long... shape);

  /**
   * A number everywhere.
   *
   * @param type of the tensor
   * @param value of every element
   * @param shape of the tensor
   * @return a new tensor
   */
  Tensor filled(DataType type, double value, long... shape);

  /**
   * Tensors one behind the other.
   *
   * @param axis along which; the other axes are equal
   * @param parts at least one
   * @return a new tensor, or the one part
   */
  Tensor concat(int axis, Tensor... parts);

  /**
   * A layer made ready to run here; weights are brought here once.
   *
   * @param layer any layer
   * @return a thread-safe operator
   */
  Operator operator(Layer layer);

  /**
   * A layer of a network made ready to run here by the fastest algorithm. Its outputs are right to
   * rounding of the largest products near them, where those of {@link #operator} are right to
   * rounding of their own: rules of relevance, which divide by sums of products of one sign, ask
   * for that.
   *
   * @param layer any layer
   * @return its operator
   */
  default Operator fastest(Layer layer) {
    return operator(layer);
  }

  /**
   * Layers in a row made ready to run as one, forward and under the gradient.
   *
   * @param chain at least two layers, of which each but the first reads the one before and nothing
   *     else
   * @return nothing if they do not run faster together than one by one
   */
  default Optional<Operator> fused(List<Layer> chain) {
    return Optional.empty();
  }

  /**
   * Layers in a row made ready to run as one, forward alone: nobody asks for their gradient.
   *
   * @param chain as for {@link #fused}
   * @return what runs under the gradient too, unless the device can do better
   */
  default Optional<Operator> fusedForward(List<Layer> chain) {
    return fused(chain);
  }

  /**
   * What explainers and rules do that takes one pass over memory here, or several.
   *
   * @return compositions of tensor operations unless the device can do better
   */
  default Fusion fusion() {
    return Fusion.COMPOSED;
  }

  /**
   * This device with rounded factors of products and convolutions, for speed.
   *
   * @param to what they are rounded to
   * @return nothing where they are not faster so
   */
  default Optional<Device> rounded(Rounding to) {
    return Optional.empty();
  }

  /**
   * Runs work of which only the results matter: the memory of everything else it made is used
   * again.
   *
   * @param work makes tensors
   * @return its results, each retained once for the caller
   */
  default Tensor[] step(Supplier<Tensor[]> work) {
    return work.get();
  }

  /**
   * Runs one layer on arrays, beside any network.
   *
   * @param layer any layer
   * @param inputs one array per input
   * @return the output
   */
  default INDArray apply(Layer layer, INDArray... inputs) {
    Tensor[] tensors = new Tensor[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      tensors[i] = of(inputs[i]);
    }
    return operator(layer).forward(tensors).array();
  }
}
