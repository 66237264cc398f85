package org.xai4j.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Recurrent;

/**
 * Recurrent layers with the usual functions in single precision: a step is a matrix product or two
 * and loops the Java compiler turns into vector instructions. The cells do a step; here is what
 * they share, the way through time.
 */
final class FloatRecurrent implements Operator {
  private final SequenceLayout layout;
  private final boolean reverse;
  private final int units;
  private final int features;
  private final FloatCell cell;

  /**
   * What the gradient needs.
   *
   * @param steps what the cell kept of each, in the order they were taken
   */
  private record Memo(List<float[][]> steps) {}

  FloatRecurrent(Recurrent layer) {
    layout = new SequenceLayout(layer.layout());
    reverse = layer.reverse();
    units = layer.units();
    features = (int) layer.inputWeights().size(0);
    cell =
        switch (layer.cell()) {
          case SIMPLE -> new FloatSimple(layer);
          case LSTM -> new FloatLstm(layer);
          case GRU -> new FloatGru(layer);
        };
  }

  /** Whether a layer is of this kind. */
  static boolean runs(Recurrent layer) {
    Activation.Function function = layer.activation().function();
    boolean usual =
        layer.cell() == Recurrent.Cell.SIMPLE
            ? function == Activation.Function.TANH || function == Activation.Function.RELU
            : function == Activation.Function.TANH
                && layer.gate().function() == Activation.Function.SIGMOID;
    return usual && Ops.HOST && layer.inputWeights().dataType() == DataType.FLOAT;
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return run(inputs[0], new ArrayList<>(), false);
  }

  @Override
  public Recorded record(INDArray... inputs) {
    List<float[][]> steps = new ArrayList<>();
    return new Recorded(run(inputs[0], steps, true), new Memo(steps));
  }

  private INDArray run(INDArray x, List<float[][]> taken, boolean keep) {
    int n = layout.rows(x);
    int steps = layout.steps(x);
    var from = layout.sequences(Host.floats(x), n, steps, features);
    var to = layout.sequences(new float[steps * units * n], n, steps, units);
    FloatRun run = FloatRun.forward(cell, features, units, n);
    float[] part = new float[features * n];
    float[][] kept = new float[cell.kept()][units * n];
    for (int s = 0; s < steps; s++) {
      int t = time(s, steps);
      from.read(t, part);
      run.features(part);
      run.states(run.hidden);
      cell.forward(run, kept);
      to.write(run.hidden, t);
      if (keep) {
        taken.add(kept);
        kept = new float[cell.kept()][units * n];
      }
    }
    return Host.array(to.values(), layout.shape(n, steps, units));
  }

  /** The position in time of the s-th step taken. */
  private int time(int s, int steps) {
    return reverse ? steps - 1 - s : s;
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    List<float[][]> taken = ((Memo) recorded.memo()).steps();
    int n = layout.rows(signal);
    int steps = layout.steps(signal);
    var from = layout.sequences(Host.floats(signal), n, steps, units);
    var to = layout.sequences(new float[steps * n * features], n, steps, features);
    FloatRun run = FloatRun.backward(cell, features, units, n);
    float[] arrived = new float[units * n];
    float[] part = new float[features * n];
    for (int s = steps - 1; s >= 0; s--) {
      int t = time(s, steps);
      from.read(t, arrived);
      FloatLoops.add(run.hidden, arrived, 1, arrived.length);
      cell.backward(run, taken.get(s));
      run.readFeatures(part);
      to.write(part, t);
    }
    return new INDArray[] {Host.array(to.values(), layout.shape(n, steps, features))};
  }
}
