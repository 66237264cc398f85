package org.xai4j.core.engine.cuda;

import org.xai4j.core.engine.nd4j.Nd4jDevice;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.CustomLayer;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.tensor.ComposedOperators;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** The operator of every layer type. */
final class CudaOperators {
  private CudaOperators() {}

  static Operator of(CudaDevice device, Layer layer) {
    return switch (layer.family()) {
      case DENSE -> new CudaDenseOperator(device, (Dense) layer);
      case CONVOLUTION -> new CudaConvolutionOperator(device, (Convolution) layer);
      case TRANSPOSED_CONVOLUTION ->
          new CudaTransposedConvolutionOperator(device, (TransposedConvolution) layer);
      case POOLING -> new CudaPoolingOperator(device, (Pooling) layer);
      case REDUCTION ->
          ((Reduction) layer).kind() == Reduction.Kind.MAX
              ? new LargestOperator(device, (Reduction) layer)
              : composed(device, layer);
      case LAYER_NORMALIZATION -> CudaNormalizationOperator.of(device, (LayerNormalization) layer);
      case INSTANCE_NORMALIZATION ->
          CudaNormalizationOperator.of(device, (InstanceNormalization) layer);
      case ACTIVATION -> new ActivationOperator(device, (Activation) layer);
      case SOFTMAX -> new CudaSoftmaxOperator(device, (Softmax) layer);
      case MATMUL -> new CudaMatMulOperator(device, (MatMul) layer);
      case EMBEDDING -> new CudaEmbeddingOperator(device, (Embedding) layer);
      case RECURRENT -> new CudaRecurrentOperator(device, (Recurrent) layer);
      case CONCAT -> new ConcatOperator(device, (Concat) layer);
      case PAD, SLICE, GATHER, UPSAMPLE -> new CopyOperator(device, layer);
      // These run themselves on arrays: their numbers leave the device and come back.
      case CUSTOM -> Nd4jDevice.on(device, (CustomLayer) layer);
      case BATCH_NORMALIZATION,
          CONSTANT,
          DROPOUT,
          ELEMENTWISE,
          EXPAND,
          INPUT,
          PRELU,
          RESHAPE,
          TRANSPOSE ->
          composed(device, layer);
    };
  }

  private static Operator composed(CudaDevice device, Layer layer) {
    return ComposedOperators.of(device, layer).orElseThrow();
  }

  /** An element-wise function. */
  private record ActivationOperator(CudaDevice device, Activation layer) implements Operator {
    @Override
    public Tensor forward(Tensor... inputs) {
      CudaTensor x = (CudaTensor) inputs[0];
      CudaTensor y = x.empty(x.shape());
      device.cells("activation", x.type(), x.cells(), y, x, x.cells(), layer);
      return y;
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      CudaTensor x = (CudaTensor) inputs[0];
      CudaTensor g = x.empty(x.shape());
      device.cells("activation_back", x.type(), x.cells(), g, x, signal, x.cells(), layer);
      return new Tensor[] {g};
    }
  }

  /** Arrays one behind the other. */
  private record ConcatOperator(CudaDevice device, Concat layer) implements Operator {
    @Override
    public Tensor forward(Tensor... inputs) {
      return device.concat(layer.axis(), inputs);
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      int axis = layer.axis() < 0 ? layer.axis() + signal.rank() : layer.axis();
      CudaTensor s = (CudaTensor) signal;
      long[] strides = Axes.strides(s.shape());
      Tensor[] parts = new Tensor[inputs.length];
      long start = 0;
      for (int i = 0; i < parts.length; i++) {
        long[] shape = inputs[i].shape();
        CudaTensor part = s.empty(shape);
        device.copy(s, start, strides, part, 0, Axes.strides(shape), shape);
        start += shape[axis] * strides[axis];
        parts[i] = part;
      }
      return parts;
    }
  }

  /** The largest cell of each group; the first of equal ones receives the signal. */
  private record LargestOperator(CudaDevice device, Reduction layer) implements Operator {
    @Override
    public Tensor forward(Tensor... inputs) {
      return find((CudaTensor) inputs[0]).values();
    }

    private record Found(Tensor values, CudaBlock where) {}

    private Found find(CudaTensor x) {
      Groups groups = Groups.of(x.shape(), layer.axes().stream().mapToInt(i -> i).toArray());
      CudaTensor y = x.empty(org.xai4j.core.layer.OutputShape.of(layer, x.shape()));
      int n = groups.count();
      CudaBlock where = device.room(n);
      device.cells(
          "largest",
          x.type(),
          n,
          y,
          where,
          x,
          n,
          groups.size(),
          groups.leading(),
          groups.through());
      return new Found(y, where);
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      CudaTensor x = (CudaTensor) inputs[0];
      CudaBlock where = find(x).where();
      CudaTensor g = (CudaTensor) device.filled(x.type(), 0, x.shape());
      int n = (int) signal.length();
      device.cells("placed", x.type(), n, g, signal, where, n);
      return new Tensor[] {g};
    }
  }
}
