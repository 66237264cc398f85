package org.xai4j.rnn.extraction;

import java.util.List;
import org.xai4j.core.run.InputException;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * What is asked of an extractor beside its own parameters.
 *
 * @param alphabet names of the network's symbols
 * @param outputNames names of its outputs
 * @param seed of all randomness
 * @param limits when to stop
 */
public record Request(List<String> alphabet, List<String> outputNames, long seed, Limits limits) {
  /** Copies the lists. */
  public Request {
    alphabet = List.copyOf(alphabet);
    outputNames = List.copyOf(outputNames);
  }

  /**
   * An acceptor over named symbols, with seed 0 and standard limits.
   *
   * @param alphabet names of the symbols
   * @return a request
   */
  public static Request acceptor(List<String> alphabet) {
    return new Request(alphabet, Moore.ACCEPTANCE, 0, Limits.standard());
  }

  /**
   * A network that computes what a machine computes, with seed 0 and standard limits.
   *
   * @param machine names symbols and outputs
   * @return a request
   */
  public static Request like(Moore machine) {
    return new Request(machine.alphabet(), machine.outputNames(), 0, Limits.standard());
  }

  /**
   * Another seed.
   *
   * @param other replaces {@link #seed()}
   * @return a copy
   */
  public Request withSeed(long other) {
    return new Request(alphabet, outputNames, other, limits);
  }

  /**
   * Other limits.
   *
   * @param other replaces {@link #limits()}
   * @return a copy
   */
  public Request with(Limits other) {
    return new Request(alphabet, outputNames, seed, other);
  }

  /** Checks that the names fit a network. */
  void check(SteppedNetwork network) {
    InputException.check(
        network.symbols() == alphabet.size(),
        "The network reads %d symbols, but %d are named.",
        network.symbols(),
        alphabet.size());
    InputException.check(
        network.outputs() == outputNames.size(),
        "The network has %d outputs, but %d are named.",
        network.outputs(),
        outputNames.size());
  }
}
