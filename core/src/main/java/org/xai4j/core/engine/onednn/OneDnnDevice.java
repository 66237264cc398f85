package org.xai4j.core.engine.onednn;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.nd4j.Nd4jDevice;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.BatchNormalization;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.layer.TransposedConvolution;
import org.xai4j.core.tensor.ComposedOperators;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/**
 * Single precision on processors by oneDNN. Tensors keep the layout that the primitive which made
 * them chose; they are brought to another only where a primitive asks for it. What oneDNN has no
 * primitive for runs on arrays as on the reference device.
 */
public final class OneDnnDevice implements Device {
  private OneDnnDevice() {}

  /**
   * The device, if the native library runs here.
   *
   * @return nothing where it cannot be loaded
   */
  public static Optional<Device> find() {
    try {
      OneDnn.stream();
      return Optional.of(new OneDnnDevice());
    } catch (UnsatisfiedLinkError | NoClassDefFoundError | ExceptionInInitializerError e) {
      return Optional.empty();
    }
  }

  @Override
  public String id() {
    return "onednn";
  }

  @Override
  public boolean supports(DataType type) {
    return type == DataType.FLOAT;
  }

  @Override
  public Tensor of(INDArray array) {
    OneDnnTensor there = weights(array).plain();
    return copied(there.memory().address(), array.shape());
  }

  @Override
  public Tensor of(INDArray array, long from, long to) {
    if (array.dataType() != DataType.FLOAT || !NdArrays.contiguous(array)) {
      return Device.super.of(array, from, to);
    }
    long[] shape = array.shape().clone();
    long first = array.offset() + from * (array.length() / shape[0]);
    shape[0] = to - from;
    return copied(array.data().pointer().address() + first * Float.BYTES, shape);
  }

  private OneDnnTensor copied(long address, long... shape) {
    OneDnnTensor tensor = OneDnnTensor.empty(this, shape);
    Pointer.memcpy(tensor.memory(), new Address(address), tensor.length() * Float.BYTES);
    return tensor;
  }

  /** An array that nobody changes, read where it lies. */
  OneDnnTensor weights(INDArray array) {
    INDArray single = array.dataType() == DataType.FLOAT ? array : array.castTo(DataType.FLOAT);
    return OneDnnTensor.over(this, single);
  }

  @Override
  public Tensor of(DataType type, double[] values, long... shape) {
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return of(narrow, shape);
  }

  @Override
  public Tensor of(float[] values, long... shape) {
    OneDnnTensor tensor = OneDnnTensor.empty(this, shape);
    tensor.elements().put(values);
    return tensor;
  }

  @Override
  public Tensor filled(DataType type, double value, long... shape) {
    OneDnnTensor tensor = OneDnnTensor.empty(this, shape);
    long bytes = tensor.length() * Float.BYTES;
    if (value == 0) {
      Pointer.memset(tensor.memory(), 0, bytes);
    } else {
      tensor.elements().put((float) value);
      Broadcast.repeat(tensor.memory(), Float.BYTES, tensor.memory(), bytes);
    }
    return tensor;
  }

  @Override
  public Tensor concat(int axis, Tensor... parts) {
    if (parts.length == 1) {
      return parts[0];
    }
    OneDnnTensor[] sources =
        Arrays.stream(parts).map(OneDnnTensor.class::cast).toArray(OneDnnTensor[]::new);
    MemoryLayout[] layouts =
        Arrays.stream(sources).map(OneDnnTensor::layout).toArray(MemoryLayout[]::new);
    Kernel kernel = Kernels.concat(axis, layouts);
    OneDnnTensor whole = OneDnnTensor.empty(this, kernel.layout(sources.length));
    Pointer[] memory = new Pointer[sources.length + 1];
    for (int i = 0; i < sources.length; i++) {
      memory[i] = sources[i].memory();
    }
    memory[sources.length] = whole.memory();
    kernel.run(memory);
    return whole;
  }

  @Override
  public Operator operator(Layer layer) {
    return switch (layer.family()) {
      case CONVOLUTION -> ConvolutionOperator.exact(this, (Convolution) layer);
      case TRANSPOSED_CONVOLUTION ->
          new TransposedConvolutionOperator(this, (TransposedConvolution) layer);
      case DENSE -> new DenseOperator(this, (Dense) layer, Optional.empty());
      case MATMUL -> new MatMulOperator(this, (MatMul) layer);
      case POOLING -> new PoolingOperator(this, (Pooling) layer, reference(layer));
      case ACTIVATION ->
          Pointwise.has((Activation) layer) ? new Pointwise((Activation) layer) : reference(layer);
      case RECURRENT ->
          RecurrentOperator.of(this, (Recurrent) layer).orElseGet(() -> reference(layer));
      case SOFTMAX -> new SoftmaxOperator((Softmax) layer);
      case LAYER_NORMALIZATION -> NormalizationOperator.of(this, (LayerNormalization) layer);
      case INSTANCE_NORMALIZATION -> NormalizationOperator.of(this, (InstanceNormalization) layer);
      case BATCH_NORMALIZATION ->
          ((BatchNormalization) layer).axis() == 1
              ? new BatchNormalizationOperator(this, (BatchNormalization) layer, Optional.empty())
              : moved(layer);
      case CONCAT,
          CONSTANT,
          CUSTOM,
          DROPOUT,
          ELEMENTWISE,
          EMBEDDING,
          EXPAND,
          GATHER,
          INPUT,
          PAD,
          PRELU,
          REDUCTION,
          RESHAPE,
          SLICE,
          TRANSPOSE,
          UPSAMPLE ->
          moved(layer);
    };
  }

  @Override
  public Operator fastest(Layer layer) {
    return layer instanceof Convolution l
        ? ConvolutionOperator.fastest(this, l, Optional.empty())
        : operator(layer);
  }

  /** By moving numbers, by operations on tensors, or by the reference. */
  private Operator moved(Layer layer) {
    return MovingOperators.of(this, layer)
        .or(() -> ComposedOperators.of(this, layer))
        .orElseGet(() -> reference(layer));
  }

  /** Made where it is needed alone: it may hold weights in a form of its own. */
  private Operator reference(Layer layer) {
    return Nd4jDevice.on(this, layer);
  }

  @Override
  public Optional<Operator> fused(List<Layer> chain) {
    return fused(chain, Pointwise::follows);
  }

  @Override
  public Optional<Operator> fusedForward(List<Layer> chain) {
    return fused(chain, Pointwise::has);
  }

  private Optional<Operator> fused(List<Layer> chain, Predicate<Activation> taken) {
    Layer first = chain.get(0);
    if (first instanceof Convolution l
        && chain.get(1) instanceof BatchNormalization norm
        && norm.axis() == 1) {
      return behind(chain.subList(1, chain.size()), taken)
          .map(a -> ConvolutionOperator.fastest(this, folded(l, norm), a));
    }
    Optional<Optional<Activation>> behind = behind(chain, taken);
    if (behind.isEmpty() || behind.get().isEmpty()) {
      return Optional.empty();
    }
    Optional<Activation> activation = behind.get();
    if (first instanceof Convolution l) {
      return Optional.of(ConvolutionOperator.fastest(this, l, activation));
    } else if (first instanceof Dense l) {
      return Optional.of(new DenseOperator(this, l, activation));
    } else if (first instanceof BatchNormalization l && l.axis() == 1 && relu(activation)) {
      return Optional.of(new BatchNormalizationOperator(this, l, activation));
    } else if (first instanceof Elementwise e && e.operation() == Elementwise.Operation.ADD) {
      return Optional.of(new SumOperator(activation.get()));
    }
    return Optional.empty();
  }

  /** What is behind the first of some layers: at most an activation that it can run too. */
  private static Optional<Optional<Activation>> behind(
      List<Layer> chain, Predicate<Activation> taken) {
    if (chain.size() == 1) {
      return Optional.of(Optional.empty());
    }
    return chain.size() == 2 && chain.get(1) instanceof Activation a && taken.test(a)
        ? Optional.of(Optional.of(a))
        : Optional.empty();
  }

  private static boolean relu(Optional<Activation> activation) {
    return activation.filter(a -> a.function() == Activation.Function.RELU).isPresent();
  }

  /** A convolution that is followed by the affine map of a batch normalisation. */
  private static Convolution folded(Convolution layer, BatchNormalization norm) {
    INDArray scale = norm.scale();
    long[] along = new long[layer.weights().rank()];
    Arrays.fill(along, 1);
    along[0] = scale.length();
    return layer.with(
        layer.weights().mul(scale.reshape('c', along)), layer.bias().mul(scale).addi(norm.shift()));
  }

  @Override
  public Tensor[] step(Supplier<Tensor[]> work) {
    Arena arena = Arena.current();
    arena.enter();
    try {
      Tensor[] results = work.get();
      for (Tensor result : results) {
        result.retain();
      }
      return results;
    } finally {
      arena.leave();
    }
  }
}
