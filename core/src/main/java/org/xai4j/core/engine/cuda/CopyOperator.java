package org.xai4j.core.engine.cuda;

import java.util.List;
import org.xai4j.core.engine.CopiedCells;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.OutputShape;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Tensor;

/** Layers that copy cells along axes: slices, gathering, padding, enlarging. */
record CopyOperator(CudaDevice device, Layer layer) implements Operator {
  @Override
  public Tensor forward(Tensor... inputs) {
    CudaTensor x = (CudaTensor) inputs[0];
    for (CopiedCells step : CopiedCells.of(layer, x.shape())) {
      long[] shape = x.shape();
      int length = (int) shape[step.axis()];
      int inner = (int) Axes.strides(shape)[step.axis()];
      int copies = step.index().length;
      shape[step.axis()] = copies;
      CudaTensor y = x.empty(shape);
      CudaBlock index = device.ints(step.index());
      device.cells(
          "picked",
          x.type(),
          y.cells(),
          y,
          x,
          y.cells(),
          index,
          copies,
          length,
          inner,
          step.constant());
      x = y;
    }
    return x.reshape(OutputShape.of(layer, inputs[0].shape()));
  }

  @Override
  public Tensor[] gradient(Tensor[] inputs, Recorded recorded, Tensor signal) {
    long[] shape = inputs[0].shape();
    List<CopiedCells> steps = CopiedCells.of(layer, shape);
    steps.forEach(step -> shape[step.axis()] = step.index().length);
    CudaTensor s = (CudaTensor) signal;
    for (int i = steps.size() - 1; i >= 0; i--) {
      CopiedCells step = steps.get(i);
      int inner = (int) Axes.strides(shape)[step.axis()];
      int length = (int) inputs[0].size(step.axis());
      shape[step.axis()] = length;
      s = back(s, step, length, inner, shape);
    }
    return new Tensor[] {s.reshape(inputs[0].shape())};
  }

  /** Each input cell adds up its copies, which are listed beforehand. */
  private CudaTensor back(CudaTensor s, CopiedCells step, int length, int inner, long[] shape) {
    int[] index = step.index();
    int[] starts = new int[length + 1];
    for (int cell : index) {
      if (cell >= 0) {
        starts[cell + 1]++;
      }
    }
    for (int cell = 0; cell < length; cell++) {
      starts[cell + 1] += starts[cell];
    }
    int[] next = starts.clone();
    int[] places = new int[Math.max(1, starts[length])];
    for (int j = 0; j < index.length; j++) {
      if (index[j] >= 0) {
        places[next[index[j]]++] = j;
      }
    }
    CudaTensor g = s.empty(shape);
    device.cells(
        "unpicked",
        s.type(),
        g.cells(),
        g,
        s,
        g.cells(),
        device.ints(starts),
        device.ints(places),
        index.length,
        length,
        inner);
    return g;
  }
}
