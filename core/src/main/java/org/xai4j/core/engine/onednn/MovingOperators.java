package org.xai4j.core.engine.onednn;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.engine.nd4j.Nd4jDevice;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.layer.Pad;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Upsample;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Layers that copy parts: slices, padding, joining, enlarging. */
final class MovingOperators {
  private MovingOperators() {}

  static Optional<Operator> of(OneDnnDevice device, Layer layer) {
    // oneDNN has no strided views whose last slice ends behind the next row's first.
    if (layer instanceof Slice l && l.step() == 1) {
      return Optional.of(new SliceOperator(device, l));
    } else if (layer instanceof Gather l && l.indices().size() == 1) {
      long index = l.indices().get(0);
      Slice one = Slice.range(l.axis(), index, index == -1 ? Long.MAX_VALUE : index + 1);
      return Optional.of(new GatherOperator(l, new SliceOperator(device, one)));
    } else if (layer instanceof Pad l && l.mode() == Pad.Mode.CONSTANT) {
      return Optional.of(new PadOperator(device, l));
    } else if (layer instanceof Concat l) {
      return Optional.of(new ConcatOperator(device, l));
    } else if (layer instanceof Upsample l) {
      return Optional.of(UpsampleOperator.of(device, l));
    }
    return Optional.empty();
  }

  private static int at(int axis, Tensor x) {
    return axis < 0 ? axis + x.rank() : axis;
  }

  private static OneDnnTensor zeros(OneDnnDevice device, long... shape) {
    return (OneDnnTensor) device.filled(DataType.FLOAT, 0, shape);
  }

  private record SliceOperator(OneDnnDevice device, Slice layer) implements Operator {
    @Override
    public Tensor forward(Tensor... inputs) {
      Tensor x = inputs[0];
      int axis = at(layer.axis(), x);
      long size = x.size(axis);
      return Strided.read(x, axis, layer.first(size), layer.length(size));
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      int axis = at(layer.axis(), inputs[0]);
      OneDnnTensor g = zeros(device, inputs[0].shape());
      long first = layer.first(inputs[0].size(axis));
      Strided.write(g, ((OneDnnTensor) signal).plain(), axis, first);
      return new Tensor[] {g};
    }
  }

  /** One position along an axis. */
  private record GatherOperator(Gather layer, SliceOperator slice) implements Operator {
    @Override
    public Tensor forward(Tensor... inputs) {
      return slice.forward(inputs).reshape(OutputShape.of(layer, inputs[0].shape()));
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      long[] kept = inputs[0].shape();
      kept[at(layer.axis(), inputs[0])] = 1;
      return slice.gradient(inputs, recorded, signal.reshape(kept));
    }
  }

  private record PadOperator(OneDnnDevice device, Pad layer) implements Operator {
    @Override
    public Tensor forward(Tensor... inputs) {
      OneDnnTensor x = ((OneDnnTensor) inputs[0]).plain();
      long[] shape = OutputShape.of(layer, x.shape());
      OneDnnTensor y = (OneDnnTensor) device.filled(DataType.FLOAT, layer.value(), shape);
      OneDnnTensor inside = y.view(inside(x.shape(), shape), start(shape));
      Kernels.reorder(x.layout(), inside.layout()).run(x.memory(), inside.memory());
      return y;
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      long[] shape = signal.shape();
      OneDnnTensor s = ((OneDnnTensor) signal).plain();
      return new Tensor[] {s.view(inside(inputs[0].shape(), shape), start(shape)).plain()};
    }

    private static MemoryLayout inside(long[] part, long[] whole) {
      return MemoryLayout.of(part, MemoryLayout.strides(whole));
    }

    private long start(long... whole) {
      long[] strides = MemoryLayout.strides(whole);
      long start = 0;
      for (int i = 0; i < strides.length; i++) {
        start += layer.before().get(i) * strides[i];
      }
      return start * Float.BYTES;
    }
  }

  private record ConcatOperator(OneDnnDevice device, Concat layer) implements Operator {
    @Override
    public Tensor forward(Tensor... inputs) {
      return device.concat(at(layer.axis(), inputs[0]), inputs);
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      int axis = at(layer.axis(), signal);
      Tensor[] parts = new Tensor[inputs.length];
      long from = 0;
      for (int i = 0; i < parts.length; i++) {
        long count = inputs[i].size(axis);
        parts[i] = Strided.read(signal, axis, from, count, ((OneDnnTensor) inputs[i]).layout());
        from += count;
      }
      return parts;
    }
  }

  /** Each cell becomes a block of cells; back, a block's sum is its mean times its cells. */
  private record UpsampleOperator(OneDnnDevice device, Upsample layer, PoolingOperator means)
      implements Operator {
    static UpsampleOperator of(OneDnnDevice device, Upsample layer) {
      List<Integer> factors = layer.factors();
      Pooling blocks =
          new Pooling(
              Pooling.Kind.AVERAGE,
              factors,
              factors,
              Collections.nCopies(2 * factors.size(), 0),
              Collections.nCopies(factors.size(), 1),
              false,
              true);
      Operator none = Nd4jDevice.on(device, blocks);
      return new UpsampleOperator(device, layer, new PoolingOperator(device, blocks, none));
    }

    private int cells() {
      return layer.factors().stream().reduce(1, (a, b) -> a * b);
    }

    @Override
    public Tensor forward(Tensor... inputs) {
      long[] shape = inputs[0].shape();
      OneDnnTensor x = ((OneDnnTensor) inputs[0]).in(MemoryLayout.channelsLast(shape));
      MemoryLayout whole = MemoryLayout.channelsLast(OutputShape.of(layer, shape));
      OneDnnTensor y = OneDnnTensor.empty(device, whole);
      long[] near = MemoryLayout.channelsLastStrides(whole.shape());
      long[] apart = near.clone();
      for (int i = 0; i < layer.factors().size(); i++) {
        apart[2 + i] *= layer.factors().get(i);
      }
      MemoryLayout every = MemoryLayout.of(shape, apart);
      for (int cell = 0; cell < cells(); cell++) {
        long start = 0;
        int rest = cell;
        for (int i = 0; i < layer.factors().size(); i++) {
          start += rest % layer.factors().get(i) * near[2 + i];
          rest /= layer.factors().get(i);
        }
        OneDnnTensor copy = y.view(every, start * Float.BYTES);
        Kernels.reorder(x.layout(), every).run(x.memory(), copy.memory());
      }
      return y;
    }

    @Override
    public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
      return new Tensor[] {means.forward(signal).mul((double) cells())};
    }
  }
}
