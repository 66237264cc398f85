package org.xai4j.rnn.extraction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.xai4j.core.run.InputException;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.language.WeightedAutomaton;
import org.xai4j.rnn.network.SteppedNetwork;

class SpectralTest {
  /** A point that turns by a fixed angle; accepts with probability 1/2 + 0.4 cos. */
  private record Turning(double angle) implements SteppedNetwork {
    @Override
    public int symbols() {
      return 1;
    }

    @Override
    public int outputs() {
      return 2;
    }

    @Override
    public double[] initial() {
      return new double[] {1, 0};
    }

    @Override
    public double[] step(double[] state, int symbol) {
      double c = Math.cos(angle);
      double s = Math.sin(angle);
      return new double[] {c * state[0] - s * state[1], s * state[0] + c * state[1]};
    }

    @Override
    public double[] scores(double[] state) {
      double p = 0.5 + 0.4 * state[0];
      return new double[] {0, Math.log(p / (1 - p))};
    }

    @Override
    public double[] hidden(double[] state) {
      return state;
    }

    @Override
    public String hash() {
      return "turning";
    }
  }

  private static final Request ONE_SYMBOL = Request.acceptor(List.of("a"));

  @Test
  void aTurnHasRankTwoAndItsScoresAreExact() {
    Extraction found = new Spectral().extract(new Turning(0.7), ONE_SYMBOL);
    WeightedAutomaton automaton = found.weighted().orElseThrow();
    assertEquals(2, automaton.rank());
    assertEquals(1, found.figures().get("weighted-agreement"));
    double[] state = automaton.initial();
    for (int t = 0; t < 300; t++) {
      assertEquals(0.4 * Math.cos(0.7 * t), automaton.scores(state)[1], 1e-9);
      assertEquals(-automaton.scores(state)[1], automaton.scores(state)[0], 1e-9);
      state = automaton.step(state, 0);
    }
  }

  @Test
  void aTurnByAWholeFractionIsFinite() {
    Extraction found = new Spectral().extract(new Turning(2 * Math.PI / 7), ONE_SYMBOL);
    assertTrue(found.complete());
    // cos(2πk/7) is positive for k = 0, 1, 6.
    int[] outputs = {1, 1, 0, 0, 0, 0, 1};
    int[][] next = {{1}, {2}, {3}, {4}, {5}, {6}, {0}};
    Moore truth = new Moore(List.of("a"), Moore.ACCEPTANCE, 0, outputs, next);
    assertEquals(truth.minimal(), found.machine());
  }

  @Test
  void theWeightedAutomatonIsKeptWhenNoFiniteOneFits() {
    Request few = ONE_SYMBOL.with(Limits.standard().withStates(5));
    Extraction found = new Spectral(120, 60, 40, 1e-3, 2).extract(new Turning(0.7), few);
    assertFalse(found.complete());
    assertEquals("the limit on states", found.stopped());
    assertEquals(2, found.weighted().orElseThrow().rank());
    assertTrue(found.figures().get("score-error") < 1e-9);
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    double[] initial = {1};
    double[][][] none = {};
    double[][] last = {{1, 0}};
    assertThrows(
        InputException.class,
        () -> new WeightedAutomaton(List.of("a"), Moore.ACCEPTANCE, initial, none, last));
    double[][][] step = {{{1}}};
    double[][] narrow = {{1}};
    assertThrows(
        InputException.class,
        () -> new WeightedAutomaton(List.of("a"), Moore.ACCEPTANCE, initial, step, narrow));
  }
}
