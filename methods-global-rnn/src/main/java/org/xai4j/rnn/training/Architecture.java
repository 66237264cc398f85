package org.xai4j.rnn.training;

import org.xai4j.core.layer.Recurrent;

/** The recurrent networks that can be trained. */
public enum Architecture {
  /** Elman's simple recurrent network: h' = tanh(x·W + h·R + b). */
  ELMAN(Recurrent.Cell.SIMPLE),
  /**
   * Memory and processing in two layers that both read the input and the memory, of which the
   * processing layer alone is read out (Oliva and Lago-Fernández 2020, "Separation of memory and
   * processing in dual recurrent neural networks"). It is an Elman network of twice the units in
   * which the first half is never read back.
   */
  DUAL(Recurrent.Cell.SIMPLE),
  /** Long short-term memory with forget gates. */
  LSTM(Recurrent.Cell.LSTM),
  /** Gated recurrent unit whose reset gate acts after the recurrent product. */
  GRU(Recurrent.Cell.GRU);

  private final Recurrent.Cell cell;

  Architecture(Recurrent.Cell cell) {
    this.cell = cell;
  }

  /**
   * The recurrence.
   *
   * @return simple, LSTM or GRU
   */
  public Recurrent.Cell cell() {
    return cell;
  }
}
