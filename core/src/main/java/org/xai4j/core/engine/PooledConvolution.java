package org.xai4j.core.engine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Pooling;

/**
 * A convolution, a rectifier and a maximum over tiles of 2×2, as one operator. The maximum comes
 * before the rectifier, with which it commutes, so that the rectifier sees a quarter of the cells.
 * With few input channels all three run in Java.
 */
final class PooledConvolution implements Operator {
  private final ConvolutionOperator convolution;
  private final PoolingOperator pooling;
  private final ReluOperator relu = new ReluOperator();
  private final @Nullable FewChannels few;

  private PooledConvolution(Convolution layer, Pooling pooling) {
    this.convolution = new ConvolutionOperator(layer);
    this.pooling = new PoolingOperator(pooling);
    this.few = FewChannels.of(layer);
  }

  /**
   * The fused operator.
   *
   * @param layer the convolution
   * @param pooling what follows its rectifier
   * @return nothing if the layers are not of the kind that gains
   */
  static Optional<PooledConvolution> of(Convolution layer, Pooling pooling) {
    boolean fits =
        pooling.equals(Pooling.square(Pooling.Kind.MAX, 2, 2))
            && layer.weights().rank() == 4
            && layer.weights().dataType() == DataType.FLOAT;
    return fits ? Optional.of(new PooledConvolution(layer, pooling)) : Optional.empty();
  }

  boolean fewChannels() {
    return few != null;
  }

  /** The convolution's own output, if it was made. */
  Optional<INDArray> convolved(Recorded recorded) {
    return recorded.memo() instanceof INDArray z ? Optional.of(z) : Optional.empty();
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return few != null ? few.pooled(inputs[0], false).output() : record(inputs).output();
  }

  @Override
  public Recorded record(INDArray... inputs) {
    if (few != null) {
      return few.pooled(inputs[0], true);
    }
    INDArray z = convolution.forward(inputs);
    return new Recorded(relu.forward(pooling.forward(z)), z);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    if (few != null) {
      return new INDArray[] {few.pooledBack(inputs[0], (float[]) recorded.memo(), signal)};
    }
    INDArray z = (INDArray) recorded.memo();
    INDArray[] rectified = relu.gradient(inputs, recorded, signal);
    INDArray[] pooled = pooling.gradient(new INDArray[] {z}, recorded, rectified[0]);
    return convolution.gradient(inputs, recorded, pooled[0]);
  }
}
