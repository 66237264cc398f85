package org.xai4j.rnn.training;

import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;

/**
 * How a network is trained: by Adam (Kingma and Ba 2015) on cross-entropy at every step of endless
 * streams, with backpropagation truncated to a window of steps (Williams and Peng 1990).
 *
 * @param architecture the recurrence
 * @param units of a layer
 * @param noise ν: standard deviation of the noise in the recurrent argument, z += ν·(h ⊙ N(0, 1)),
 *     for simple recurrences and while training only (Oliva and Lago-Fernández 2019,
 *     "Interpretability of recurrent neural networks trained on regular languages")
 * @param l1 factor of the sum of all weights' absolute values in the loss
 * @param shock each time the network is checked and found with errors, its weights are multiplied
 *     by 1 + shock·N(0, 1), so that it leaves where it is stuck; 0 for never
 * @param updates steps of Adam
 * @param rate Adam's learning rate; over the last third of the updates it falls to zero
 * @param streams read side by side
 * @param window steps of a stream per update
 * @param reset probability of the reset symbol
 * @param varied whether half of the streams differ from the others: a quarter with words six times
 *     as long, a quarter of which nearly all symbols are the same. Without it a network has never
 *     seen long runs, which LSTM and GRU then get wrong
 */
public record Training(
    @Param("recurrence") Architecture architecture,
    @Param(value = "units of a layer", min = 1, max = 200) int units,
    @Param(value = "standard deviation of the recurrent noise", min = 0) double noise,
    @Param(value = "factor of the sum of absolute weights", min = 0) double l1,
    @Param(value = "relative size of the weights' shocks", min = 0) double shock,
    @Param(value = "steps of Adam", min = 0) int updates,
    @Param(value = "learning rate", min = 0) double rate,
    @Param(value = "streams read side by side", min = 1) int streams,
    @Param(value = "steps of a stream per update", min = 1) int window,
    @Param(value = "probability of the reset symbol", min = 0, max = 1) double reset,
    @Param("whether streams differ in length and symbols") boolean varied) {
  /** Checks the numbers that no training can do without. */
  public Training {
    InputException.check(
        units >= 1 && units <= 200, "A network has 1 to 200 units per layer, not %d.", units);
    InputException.check(
        noise >= 0 && l1 >= 0 && shock >= 0, "Noise, L1 and shock are not negative.");
    InputException.check(
        updates >= 0 && streams > 0 && window > 0 && rate >= 0,
        "Updates, streams, window and rate are positive.");
    InputException.check(
        reset > 0 && reset <= 1, "The probability of a reset is in (0, 1], not %s.", reset);
  }

  /**
   * The standard training of an architecture: noise 0.6 and L1 1e-4 for the simple recurrences,
   * neither for LSTM and GRU.
   *
   * @param architecture the recurrence
   * @return settings
   */
  public static Training standard(Architecture architecture) {
    boolean simple = architecture == Architecture.ELMAN || architecture == Architecture.DUAL;
    return new Training(
        architecture,
        simple ? 20 : 10,
        simple ? 0.6 : 0,
        simple ? 1e-4 : 0,
        0,
        4000,
        0.01,
        16,
        25,
        0.1,
        !simple);
  }

  /**
   * Another number of units.
   *
   * @param other replaces {@link #units()}
   * @return a copy
   */
  public Training withUnits(int other) {
    return new Training(
        architecture, other, noise, l1, shock, updates, rate, streams, window, reset, varied);
  }

  /**
   * Other regularisation.
   *
   * @param newNoise replaces {@link #noise()}
   * @param newL1 replaces {@link #l1()}
   * @param newShock replaces {@link #shock()}
   * @return a copy
   */
  public Training withRegularisation(double newNoise, double newL1, double newShock) {
    return new Training(
        architecture,
        units,
        newNoise,
        newL1,
        newShock,
        updates,
        rate,
        streams,
        window,
        reset,
        varied);
  }

  /**
   * Another number of updates.
   *
   * @param other replaces {@link #updates()}
   * @return a copy
   */
  public Training withUpdates(int other) {
    return new Training(
        architecture, units, noise, l1, shock, other, rate, streams, window, reset, varied);
  }

  /**
   * Another learning rate.
   *
   * @param other replaces {@link #rate()}
   * @return a copy
   */
  public Training withRate(double other) {
    return new Training(
        architecture, units, noise, l1, shock, updates, other, streams, window, reset, varied);
  }
}
