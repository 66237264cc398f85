package org.xai4j.core.engine.recurrent;

import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.tensor.Tensor;

/**
 * A recurrent layer run step by step, with all that happens inside. Steps are numbered in the order
 * they are taken, which for reversed layers is against time. Arrays are not to be written to.
 *
 * @param cell the equations
 * @param steps how many
 * @param rows how many
 * @param x the inputs [steps, rows, features]
 * @param sums arguments of gates and candidate [steps, rows, width]
 * @param hidden h [steps + 1, rows, units], the state before a step at its place
 * @param cells LSTM: c, as h; GRU: the candidate's recurrent part q at the place of its step
 */
public record RecurrentTrace(
    RecurrentCell cell,
    int steps,
    int rows,
    double[] x,
    double[] sums,
    double[] hidden,
    double[] cells) {
  /**
   * Runs a layer.
   *
   * @param cell the equations
   * @param input in the layer's layout
   * @return all that happens
   */
  public static RecurrentTrace of(RecurrentCell cell, Tensor input) {
    Tensor major = input.permute(cell.layer().layout().timeMajor());
    int steps = (int) major.size(0);
    int rows = (int) major.size(1);
    int units = cell.units();
    double[] x = inOrder(cell, major.doubles(), steps);
    double[] sums = new double[steps * rows * cell.width()];
    double[] hidden = new double[(steps + 1) * rows * units];
    double[] cells = new double[hidden.length];
    for (int place = 0; place < steps * rows; place++) {
      int before = place * units;
      int after = before + rows * units;
      cell.arrive(x, place * cell.features(), sums, place * cell.width());
      cell.step(
          sums,
          place * cell.width(),
          new RecurrentCell.State(hidden, before, cells, before),
          new RecurrentCell.State(hidden, after, cells, after));
    }
    return new RecurrentTrace(cell, steps, rows, x, sums, hidden, cells);
  }

  /**
   * The hidden states in the layer's layout.
   *
   * @param like the input
   * @return [n, time, units] or [n, units, time], of the input's type and device
   */
  public Tensor output(Tensor like) {
    int units = cell.units();
    double[] states = new double[steps * rows * units];
    System.arraycopy(hidden, rows * units, states, 0, states.length);
    return restored(states, units, like);
  }

  /**
   * A signal in the order of the steps.
   *
   * @param signal in the layer's layout, of any number of rows
   * @return [steps, rows, …]
   */
  public double[] arrived(Tensor signal) {
    return inOrder(cell, signal.permute(cell.layer().layout().timeMajor()).doubles(), steps);
  }

  /**
   * An array in the layer's layout.
   *
   * @param values [steps, rows, size]
   * @param size numbers of a step
   * @param like tells type and device
   * @return [n, time, size] or [n, size, time]
   */
  public Tensor restored(double[] values, int size, Tensor like) {
    double[] inTime = inOrder(cell, values, steps);
    Tensor major = like.device().of(like.type(), inTime, steps, rows, size);
    return major.permute(cell.layer().layout().restored());
  }

  /** Turns time around for reversed layers; its own inverse. */
  private static double[] inOrder(RecurrentCell cell, double[] values, int steps) {
    if (!cell.layer().reverse()) {
      return values;
    }
    double[] turned = new double[values.length];
    int size = values.length / steps;
    for (int s = 0; s < steps; s++) {
      System.arraycopy(values, s * size, turned, (steps - 1 - s) * size, size);
    }
    return turned;
  }

  /**
   * The layer the trace is of.
   *
   * @return the cell's layer
   */
  public Recurrent layer() {
    return cell.layer();
  }
}
