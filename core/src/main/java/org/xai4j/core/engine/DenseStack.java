package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Layer;

/**
 * Dense layers with rectifiers, one after another, as one operator: a matrix product per layer and
 * rectifiers in Java, because an ND4J operation on a small array takes longer to start than to run.
 */
final class DenseStack implements Operator {
  private final List<Level> levels;

  /**
   * A dense layer.
   *
   * @param weights [in, out]
   * @param bias [out]
   * @param rectified whether a rectifier follows
   */
  private record Level(INDArray weights, INDArray bias, boolean rectified) {}

  /**
   * What the gradient needs.
   *
   * @param outputs of every level, [rows, out]
   */
  private record Memo(List<INDArray> outputs) {}

  private DenseStack(List<Level> levels) {
    this.levels = List.copyOf(levels);
  }

  /** Whether a layer may stand in a stack. */
  static boolean takes(Layer layer) {
    return layer.equals(Activation.relu()) || first(layer);
  }

  /** Whether a layer may be the first of a stack. */
  static boolean first(Layer layer) {
    return Ops.HOST && layer instanceof Dense dense && dense.weights().dataType() == DataType.FLOAT;
  }

  /**
   * The layers as one.
   *
   * @param layers a dense one and what follows it
   * @return nothing if there are less than two, or two rectifiers in a row
   */
  static Optional<DenseStack> of(List<Layer> layers) {
    List<Level> levels = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Dense dense) {
        boolean rectified = i + 1 < layers.size() && layers.get(i + 1) instanceof Activation;
        levels.add(new Level(Ops.plain(dense.weights()), Ops.plain(dense.bias()), rectified));
      } else if (layers.get(i - 1) instanceof Activation) {
        return Optional.empty();
      }
    }
    return layers.size() > 1 ? Optional.of(new DenseStack(levels)) : Optional.empty();
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return run(inputs[0], new ArrayList<>());
  }

  @Override
  public Recorded record(INDArray... inputs) {
    List<INDArray> outputs = new ArrayList<>();
    return new Recorded(run(inputs[0], outputs), new Memo(outputs));
  }

  private INDArray run(INDArray x, List<INDArray> outputs) {
    INDArray y = matrix(Ops.plain(x), levels.get(0).weights().size(0));
    for (Level level : levels) {
      y = Ops.affine(y, level.weights(), level.bias());
      if (level.rectified()) {
        int length = (int) y.length();
        float[] values = Scratch.floats(length);
        Host.read(y, 0, values, 0, length);
        FloatLoops.rectify(values, length);
        Host.write(values, 0, length, y, 0);
      }
      outputs.add(y);
    }
    return like(y, x);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    List<INDArray> outputs = ((Memo) recorded.memo()).outputs();
    INDArray s = matrix(Ops.plain(signal), signal.size(-1));
    for (int i = levels.size() - 1; i >= 0; i--) {
      Level level = levels.get(i);
      if (level.rectified()) {
        int[] passed = Scratch.bits(0, s);
        FloatLoops.whereBits(Scratch.bits(1, outputs.get(i)), passed, (int) s.length());
        s = Ops.empty(DataType.FLOAT, s.shape());
        Host.writeBits(passed, s);
      }
      INDArray g = Ops.empty(DataType.FLOAT, s.size(0), level.weights().size(0));
      Ops.gemm(s, false, level.weights(), true, g, 0);
      s = g;
    }
    return new INDArray[] {like(s, inputs[0])};
  }

  private static INDArray matrix(INDArray x, long columns) {
    return x.rank() == 2 ? x : x.reshape('c', x.length() / columns, columns);
  }

  /** The rows of a matrix arranged like those of another array. */
  private static INDArray like(INDArray y, INDArray x) {
    if (x.rank() == 2) {
      return y;
    }
    long[] shape = x.shape().clone();
    shape[shape.length - 1] = y.size(1);
    return y.reshape('c', shape);
  }
}
