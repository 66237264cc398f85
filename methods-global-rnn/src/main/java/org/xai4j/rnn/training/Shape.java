package org.xai4j.rnn.training;

/**
 * Where the parameters of a network lie in one array: W [symbols, blocks·h], R [h, blocks·h], b
 * [blocks·h], the GRU's candidate bias c [h], the readout V [h, outputs] and d [outputs]. The order
 * of the blocks is that of {@link org.xai4j.core.layer.Recurrent}.
 *
 * @param architecture the recurrence
 * @param symbols inputs, the reset included
 * @param units of a layer; a dual network has a memory and a processing layer of as many each
 * @param outputs classes
 */
record Shape(Architecture architecture, int symbols, int units, int outputs) {
  /** Recurrent units. */
  int hidden() {
    return architecture == Architecture.DUAL ? 2 * units : units;
  }

  int width() {
    return architecture.cell().blocks() * hidden();
  }

  int recurrent() {
    return symbols * width();
  }

  int bias() {
    return recurrent() + hidden() * width();
  }

  int candidate() {
    return bias() + width();
  }

  int readout() {
    return candidate() + (architecture == Architecture.GRU ? hidden() : 0);
  }

  int readoutBias() {
    return readout() + hidden() * outputs;
  }

  int parameters() {
    return readoutBias() + outputs;
  }

  /** Values per row that one step hands to the next. */
  int state() {
    return architecture == Architecture.LSTM ? 2 * hidden() : hidden();
  }

  /** Whether each parameter is there at all: a dual network reads back its memory alone. */
  boolean[] present() {
    boolean[] present = new boolean[parameters()];
    java.util.Arrays.fill(present, true);
    if (architecture == Architecture.DUAL) {
      java.util.Arrays.fill(present, recurrent(), recurrent() + units * width(), false);
      java.util.Arrays.fill(present, readout() + units * outputs, readoutBias(), false);
    }
    return present;
  }

  /** Whether a parameter is a bias, which is not pulled to zero. */
  boolean[] biases() {
    boolean[] biases = new boolean[parameters()];
    java.util.Arrays.fill(biases, bias(), readout(), true);
    java.util.Arrays.fill(biases, readoutBias(), parameters(), true);
    return biases;
  }
}
