package org.xai4j.rnn.training;

import org.xai4j.core.run.InputException;

/**
 * How a recurrent network learns to classify sequences of numbers: by Adam (Kingma and Ba 2015) on
 * cross-entropy, through all steps of a sequence, until the loss on held-out sequences has not
 * fallen for some epochs; the best epoch is kept.
 *
 * @param architecture the recurrence
 * @param units of a layer
 * @param readout what the class is read from
 * @param noise ν: standard deviation of the noise in the recurrent argument, z += ν·(h ⊙ N(0, 1)),
 *     for simple recurrences and while training only (Oliva and Lago-Fernández 2019)
 * @param jitter standard deviation of the noise that is added to inputs while training
 * @param l1 factor of the sum of all weights' absolute values in the loss
 * @param epochs at most
 * @param patience epochs without a smaller held-out loss before it stops
 * @param batch sequences per step
 * @param rate Adam's learning rate
 */
public record SequenceTraining(
    Architecture architecture,
    int units,
    Readout readout,
    double noise,
    double jitter,
    double l1,
    int epochs,
    int patience,
    int batch,
    double rate) {
  /** What a class is read from. */
  public enum Readout {
    /** The last hidden state. */
    LAST,
    /**
     * The hidden states of all steps, with one weight per step, unit and class: zₖ = dₖ + Σₜ Σⱼ
     * Vₖ[t, j]·hⱼ(t). An operationalisation of the Post-Recurrent Module of Oliva, Changoluisa,
     * Rodríguez and Lago-Fernández (arXiv:2605.10121, 2026), whose equations were not at hand: a
     * layer behind the recurrent one whose weights show which steps the class is read from.
     */
    ALL
  }

  /** Checks the numbers that no training can do without. */
  public SequenceTraining {
    InputException.check(
        units >= 1 && epochs >= 1 && patience >= 1 && batch >= 1 && rate > 0,
        "Units, epochs, patience, batch and rate are positive.");
    InputException.check(
        noise >= 0 && jitter >= 0 && l1 >= 0, "Noise, jitter and L1 are not negative.");
  }
}
