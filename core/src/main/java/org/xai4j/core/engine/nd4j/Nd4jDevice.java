package org.xai4j.core.engine.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * The reference: both precisions, every platform and every backend of ND4J; the other devices are
 * tested against it.
 */
public final class Nd4jDevice implements Device {
  @Override
  public String id() {
    return "nd4j";
  }

  @Override
  public boolean supports(DataType type) {
    return type == DataType.FLOAT || type == DataType.DOUBLE;
  }

  @Override
  public Tensor of(INDArray array) {
    return new Nd4jTensor(this, Ops.plain(array));
  }

  @Override
  public Tensor of(DataType type, double[] values, long... shape) {
    return new Nd4jTensor(this, NdArrays.array(type, values, shape));
  }

  @Override
  public Tensor of(float[] values, long... shape) {
    return new Nd4jTensor(this, NdArrays.array(values, shape));
  }

  @Override
  public Tensor filled(DataType type, double value, long... shape) {
    return new Nd4jTensor(this, Ops.empty(type, shape).assign(value));
  }

  @Override
  public Tensor concat(int axis, Tensor... parts) {
    if (parts.length == 1) {
      return parts[0];
    }
    return new Nd4jTensor(this, Ops.plain(Nd4j.concat(axis, arrays(parts))));
  }

  private static INDArray[] arrays(Tensor... tensors) {
    return Arrays.stream(tensors).map(Tensor::array).toArray(INDArray[]::new);
  }

  @Override
  public Operator operator(Layer layer) {
    return new Adapter(this, Operators.of(layer));
  }

  /**
   * An operator on arrays as one on tensors of any device: what that device cannot do by itself.
   *
   * @param layer any layer
   * @param device gets and gives the tensors
   * @return an operator whose arrays come out of that device and go back to it
   */
  public static Operator on(Device device, Layer layer) {
    return new Adapter(device, Operators.of(layer));
  }

  /**
   * Takes tensors to arrays and back.
   *
   * @param device of the tensors
   * @param operator on arrays
   */
  private record Adapter(Device device, ArrayOperator operator) implements Operator {
    @Override
    public Tensor forward(Tensor... inputs) {
      return device.of(operator.forward(arrays(inputs)));
    }

    @Override
    public Recorded record(Tensor... inputs) {
      ArrayOperator.Recorded recorded = operator.record(arrays(inputs));
      return new Recorded(device.of(recorded.output()), recorded.memo());
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      ArrayOperator.Recorded known =
          new ArrayOperator.Recorded(recorded.output().array(), recorded.memo());
      INDArray[] gradients = operator.gradient(arrays(inputs), known, signal.array());
      return Arrays.stream(gradients).map(device::of).toArray(Tensor[]::new);
    }
  }
}
