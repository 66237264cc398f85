package org.xai4j.rnn.network;

import org.xai4j.core.engine.recurrent.RecurrentCell;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.run.InputException;

/**
 * A recurrent layer taken one symbol at a time. A state is h, for the LSTM h and then c.
 *
 * @param cell the equations
 */
public record SteppedCell(RecurrentCell cell) {
  /**
   * Refuses what reads backward.
   *
   * @throws InputException if the layer runs against time
   */
  public SteppedCell {
    InputException.check(
        !cell.layer().reverse(),
        "A layer that reads its input backward cannot be stepped symbol by symbol; use a network"
            + " with forward layers only.");
  }

  /**
   * The cell of a layer.
   *
   * @param layer runs forward in time
   * @return steps with its weights
   * @throws InputException if it runs backward
   */
  public static SteppedCell of(Recurrent layer) {
    return new SteppedCell(new RecurrentCell(layer));
  }

  /**
   * Number of input features.
   *
   * @return rows of W
   */
  public int inputs() {
    return cell.features();
  }

  /**
   * Number of hidden units.
   *
   * @return h
   */
  public int units() {
    return cell.units();
  }

  /**
   * Values of a state.
   *
   * @return h, for the LSTM 2h
   */
  public int stateSize() {
    return lstm() ? 2 * units() : units();
  }

  private boolean lstm() {
    return cell.layer().cell() == Recurrent.Cell.LSTM;
  }

  /**
   * What an input adds to the gates: x·W + b.
   *
   * @param x input features
   * @return [blocks·h]
   */
  public double[] arrive(double[] x) {
    double[] sums = new double[cell.width()];
    cell.arrive(x, 0, sums, 0);
    return sums;
  }

  /**
   * One step.
   *
   * @param arrived as {@link #arrive} gives it; not modified
   * @param state holds the state before; not modified
   * @param from its place there
   * @param next overwritten by the state after, at the same place
   */
  public void step(double[] arrived, double[] state, int from, double[] next) {
    int cells = from + units();
    boolean kept = lstm();
    double[] unused = kept ? state : new double[units()];
    cell.step(
        arrived.clone(),
        0,
        new RecurrentCell.State(state, from, unused, kept ? cells : 0),
        new RecurrentCell.State(next, from, kept ? next : unused, kept ? cells : 0));
  }
}
