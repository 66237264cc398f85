package org.xai4j.core.engine.nd4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.PRelu;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.layer.TransposedConvolution;

/** The operator of every layer type. */
final class Operators {
  private Operators() {}

  static ArrayOperator of(Layer layer) {
    return switch (layer.family()) {
      case DENSE -> new ArrayDenseOperator((Dense) layer);
      case CONVOLUTION ->
          ((Convolution) layer).stride().size() == 3
              ? new VolumeConvolutionOperator((Convolution) layer)
              : new ArrayConvolutionOperator((Convolution) layer);
      case TRANSPOSED_CONVOLUTION ->
          ((TransposedConvolution) layer).stride().size() == 3
              ? VolumeConvolutionOperator.transposed((TransposedConvolution) layer)
              : new ArrayTransposedConvolutionOperator((TransposedConvolution) layer);
      case POOLING ->
          ((Pooling) layer).kernel().size() == 3
              ? new VolumePoolingOperator((Pooling) layer)
              : new ArrayPoolingOperator((Pooling) layer);
      case REDUCTION -> new ReductionOperator((Reduction) layer);
      case BATCH_NORMALIZATION -> new ArrayBatchNormalizationOperator((BatchNormalization) layer);
      case LAYER_NORMALIZATION -> ArrayNormalizationOperator.of((LayerNormalization) layer);
      case INSTANCE_NORMALIZATION -> ArrayNormalizationOperator.of((InstanceNormalization) layer);
      case ACTIVATION ->
          ((Activation) layer).function() == Activation.Function.RELU
              ? new ReluOperator()
              : new ActivationOperator((Activation) layer);
      case PRELU -> new PReluOperator((PRelu) layer);
      case SOFTMAX -> new ArraySoftmaxOperator((Softmax) layer);
      case ELEMENTWISE -> new ElementwiseOperator((Elementwise) layer);
      case MATMUL -> new ArrayMatMulOperator((MatMul) layer);
      case EMBEDDING -> new EmbeddingOperator((Embedding) layer);
      case RECURRENT -> new ArrayRecurrentOperator((Recurrent) layer);
      case CONCAT -> new ConcatOperator((Concat) layer);
      case RESHAPE -> new ReshapeOperator((Reshape) layer);
      case TRANSPOSE -> new TransposeOperator((Transpose) layer);
      case PAD, SLICE, GATHER, EXPAND, UPSAMPLE -> new IndexOperator(layer);
      case CUSTOM -> new CustomOperator((CustomLayer) layer);
      case CONSTANT -> new ConstantOperator(((Constant) layer).value());
      case DROPOUT, INPUT -> new IdentityOperator();
    };
  }

  /** Passes everything through. */
  private static final class IdentityOperator implements ArrayOperator {
    @Override
    public INDArray forward(INDArray... inputs) {
      return inputs[0];
    }

    @Override
    public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
      return new INDArray[] {signal};
    }
  }

  /** Lets a layer run itself. */
  private record CustomOperator(CustomLayer layer) implements ArrayOperator {
    @Override
    public INDArray forward(INDArray... inputs) {
      return layer.forward(plain(inputs));
    }

    @Override
    public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
      return layer.gradient(plain(inputs), Ops.plain(recorded.output()), Ops.plain(signal));
    }

    private static INDArray[] plain(INDArray... arrays) {
      return Arrays.stream(arrays).map(Ops::plain).toArray(INDArray[]::new);
    }
  }

  /** Gives a fixed array. */
  private record ConstantOperator(INDArray value) implements ArrayOperator {
    @Override
    public INDArray forward(INDArray... inputs) {
      return value;
    }

    @Override
    public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
      return new INDArray[0];
    }
  }
}
