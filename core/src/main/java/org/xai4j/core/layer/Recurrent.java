package org.xai4j.core.layer;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A recurrent layer in one direction, from zero initial states; the output is the hidden state at
 * every step. A bidirectional layer is two of these and a {@link Concat}; the last state is a
 * {@link Slice} of the time axis.
 *
 * <p>Gates lie in blocks of h columns: simple RNN (one block), LSTM i, f, g, o, GRU r, z, n. With a
 * = x·W + b and q = h·R + c:
 *
 * <ul>
 *   <li>simple: h' = act(a + q)
 *   <li>LSTM: i, f, o = gate(a + q), g = act(a + q), c' = f·c + i·g, h' = o·act(c')
 *   <li>GRU: r, z = gate(a + q), n = act(aₙ + r·qₙ) if {@code resetAfter}, else act(aₙ + (r·h)·Rₙ +
 *       cₙ); h' = (1 − z)·n + z·h
 * </ul>
 *
 * @param cell which recurrence
 * @param inputWeights W [features, blocks·h]
 * @param recurrentWeights R [h, blocks·h]
 * @param inputBias b [blocks·h]
 * @param recurrentBias c [blocks·h]; added to b in all but the GRU's candidate
 * @param gate the gates' function
 * @param activation the candidate's and output's function
 * @param resetAfter GRU: whether the reset gate acts after the product with R
 * @param reverse whether time runs backward
 * @param layout the order of axes of the input, and of the output alike
 */
public record Recurrent(
    Cell cell,
    INDArray inputWeights,
    INDArray recurrentWeights,
    INDArray inputBias,
    INDArray recurrentBias,
    Activation gate,
    Activation activation,
    boolean resetAfter,
    boolean reverse,
    Layout layout)
    implements Layer {
  /** The recurrences. */
  public enum Cell {
    /** Elman's simple recurrent network. */
    SIMPLE(1),
    /** Long short-term memory with forget gate, without peepholes. */
    LSTM(4),
    /** Gated recurrent unit. */
    GRU(3);

    private final int blocks;

    Cell(int blocks) {
      this.blocks = blocks;
    }

    /**
     * Blocks of columns in the weights.
     *
     * @return 1, 4 or 3
     */
    public int blocks() {
      return blocks;
    }
  }

  /** The order of axes of a sequence. */
  public enum Layout {
    /** [n, time, features]. */
    BATCH_TIME_FEATURE,
    /** [n, features, time]: DL4J's. */
    BATCH_FEATURE_TIME;

    /**
     * The permutation that takes a sequence to [time, n, features], in which layers run.
     *
     * @return of three axes
     */
    public int[] timeMajor() {
      return this == BATCH_TIME_FEATURE ? new int[] {1, 0, 2} : new int[] {2, 0, 1};
    }

    /**
     * The permutation back.
     *
     * @return of three axes
     */
    public int[] restored() {
      return this == BATCH_TIME_FEATURE ? new int[] {1, 0, 2} : new int[] {1, 2, 0};
    }
  }

  /**
   * Number of hidden units.
   *
   * @return h
   */
  public int units() {
    return (int) recurrentWeights.size(0);
  }

  @Override
  public String type() {
    String name =
        switch (cell) {
          case SIMPLE -> "SimpleRnn";
          case LSTM -> "Lstm";
          case GRU -> "Gru";
        };
    return reverse ? name + "Reverse" : name;
  }

  @Override
  public Family family() {
    return Family.RECURRENT;
  }
}
