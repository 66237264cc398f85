package org.xai4j.core.engine;

import org.xai4j.core.network.GradientSum;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Tape;
import org.xai4j.core.network.VersionSum;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.tensor.AffineFirst;
import org.xai4j.core.tensor.Operator.Recorded;
import org.xai4j.core.tensor.Tensor;

/** Gradients added up at the output of an affine first layer. */
final class FirstLayerSum implements GradientSum {
  /** Tapes whose signals are added in the device's precision before they go into the sum. */
  private static final int MANY = 64;

  private final Propagation propagation;
  private final Node last;
  private final AffineFirst operator;
  private final Tape rows;
  private final VersionSum whole;
  private final Tensor part;
  private int added;

  /**
   * Zeros.
   *
   * @param propagation under the gradient
   * @param last the last layer that the operator runs
   * @param operator reads the input, as nothing else does
   * @param rows tape of the rows
   */
  FirstLayerSum(Propagation propagation, Node last, AffineFirst operator, Tape rows) {
    this.propagation = propagation;
    this.last = last;
    this.operator = operator;
    this.rows = rows;
    whole = new VersionSum(rows.value(propagation.network().nodes().get(0)));
    part = operator.zeros(rows.entry(last));
  }

  @Override
  public void add(Tape tape, Tensor signal) {
    Tensor arrived = propagation.backward(tape, propagation.network().output(), signal, last);
    Recorded recorded = tape.entry(last);
    operator.accumulate(part, operator.behind(recorded, arrived));
    if (++added == MANY) {
      Chunks.scoped(this::flush);
    }
  }

  private void flush() {
    long[] shape = rows.value(propagation.network().nodes().get(0)).shape();
    whole.add(operator.adjoint(part, shape));
    operator.accumulate(part, part.mul(-1));
    added = 0;
  }

  @Override
  public Tensor get() {
    if (added > 0) {
      flush();
    }
    return whole.get();
  }
}
