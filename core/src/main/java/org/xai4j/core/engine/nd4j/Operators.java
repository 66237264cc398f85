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
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Expand;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.PRelu;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.layer.Upsample;

/** The operator of every layer type. */
final class Operators {
  private Operators() {}

  static ArrayOperator of(Layer layer) {
    if (layer instanceof Dense l) {
      return new ArrayDenseOperator(l);
    } else if (layer instanceof Convolution l) {
      return new ArrayConvolutionOperator(l);
    } else if (layer instanceof TransposedConvolution l) {
      return new ArrayTransposedConvolutionOperator(l);
    } else if (layer instanceof Pooling l) {
      return new ArrayPoolingOperator(l);
    } else if (layer instanceof Reduction l) {
      return new ReductionOperator(l);
    } else if (layer instanceof BatchNormalization l) {
      return new ArrayBatchNormalizationOperator(l);
    } else if (layer instanceof LayerNormalization l) {
      return ArrayNormalizationOperator.of(l);
    } else if (layer instanceof InstanceNormalization l) {
      return ArrayNormalizationOperator.of(l);
    } else if (layer instanceof Activation l) {
      return l.function() == Activation.Function.RELU
          ? new ReluOperator()
          : new ActivationOperator(l);
    } else if (layer instanceof PRelu l) {
      return new PReluOperator(l);
    } else if (layer instanceof Softmax l) {
      return new ArraySoftmaxOperator(l);
    } else if (layer instanceof Elementwise l) {
      return new ElementwiseOperator(l);
    } else if (layer instanceof MatMul l) {
      return new ArrayMatMulOperator(l);
    } else if (layer instanceof Embedding l) {
      return new EmbeddingOperator(l);
    } else if (layer instanceof Recurrent l) {
      return new ArrayRecurrentOperator(l);
    } else if (layer instanceof Concat l) {
      return new ConcatOperator(l);
    } else if (layer instanceof Reshape l) {
      return new ReshapeOperator(l);
    } else if (layer instanceof Transpose l) {
      return new TransposeOperator(l);
    } else if (layer instanceof Pad
        || layer instanceof Slice
        || layer instanceof Gather
        || layer instanceof Expand
        || layer instanceof Upsample) {
      return new IndexOperator(layer);
    } else if (layer instanceof CustomLayer l) {
      return new CustomOperator(l);
    } else if (layer instanceof Constant l) {
      return new ConstantOperator(l.value());
    } else if (layer instanceof Dropout || layer instanceof Input) {
      return new IdentityOperator();
    }
    throw new IllegalStateException("no operator for " + layer.type());
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
