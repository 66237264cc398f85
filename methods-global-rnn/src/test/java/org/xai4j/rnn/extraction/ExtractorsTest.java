package org.xai4j.rnn.extraction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.rnn.language.Languages;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;
import org.xai4j.rnn.training.Architecture;
import org.xai4j.rnn.training.LanguageTrainer;
import org.xai4j.rnn.training.TrainedNetwork;
import org.xai4j.rnn.training.Training;

/** Every extractor on networks whose automaton is known, and on degenerate ones. */
class ExtractorsTest {
  /** A network that is a machine: one unit per state, one-hot. */
  private record Machine(Moore machine) implements SteppedNetwork {
    @Override
    public int symbols() {
      return machine.symbols();
    }

    @Override
    public int outputs() {
      return machine.outputNames().size();
    }

    private double[] unit(int state) {
      double[] x = new double[machine.states()];
      x[state] = 1;
      return x;
    }

    @Override
    public double[] initial() {
      return unit(machine.initial());
    }

    private int place(double[] state) {
      int largest = 0;
      for (int s = 1; s < state.length; s++) {
        largest = state[s] > state[largest] ? s : largest;
      }
      return largest;
    }

    @Override
    public double[] step(double[] state, int symbol) {
      return unit(machine.next()[place(state)][symbol]);
    }

    @Override
    public double[] scores(double[] state) {
      double[] scores = new double[outputs()];
      scores[machine.outputs()[place(state)]] = 1;
      return scores;
    }

    @Override
    public double[] hidden(double[] state) {
      return state;
    }

    @Override
    public String hash() {
      return "machine";
    }
  }

  static Stream<Extractor> all() {
    return Registry.load("extractor", Extractor.class).all().stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void findsTheMachineANetworkIs(Extractor extractor) {
    for (String id :
        List.of(
            "tomita1", "tomita2", "tomita3", "tomita4", "tomita5", "tomita6", "tomita7", "parity",
            "dyck3")) {
      Moore truth = Languages.get(id).machine();
      Extraction found = extractor.extract(new Machine(truth), Request.like(truth));
      assertTrue(found.complete(), id);
      // Minimal machines of equal languages are equal, for their states are numbered alike.
      assertEquals(truth, found.machine(), id);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "natural",
        "kmeans",
        "dbscan",
        "partition",
        "mmn",
        "weighted",
        "lstar",
        "lsharp",
        "ttt"
      })
  void findsTransducers(String id) {
    Moore truth = Languages.get("addition3").machine();
    Extractor extractor = Registry.load("extractor", Extractor.class).get(id);
    Extraction found = extractor.extract(new Machine(truth), Request.like(truth));
    assertEquals(truth, found.machine());
    assertEquals(2, found.machine().mealyStates());
  }

  @ParameterizedTest
  @MethodSource("all")
  void isEqualForEqualSeeds(Extractor extractor) {
    TrainedNetwork network = untrained("tomita4", Architecture.LSTM);
    Request request =
        Request.like(Languages.get("tomita4").machine())
            .withSeed(4)
            .with(new Limits(60, 60, 2_000_000));
    Extraction one = extractor.extract(network, request);
    Extraction two = extractor.extract(network, request);
    assertEquals(one.raw(), two.raw());
    assertEquals(one.steps(), two.steps());
  }

  private static TrainedNetwork untrained(String language, Architecture architecture) {
    return LanguageTrainer.train(
        Training.standard(architecture).withUpdates(0), Languages.get(language), 5);
  }

  @ParameterizedTest
  @MethodSource("all")
  void oneSymbolAndNeverAccepting(Extractor extractor) {
    Moore thirds =
        Moore.acceptor(
            List.of("a"), 0, new boolean[] {true, false, false}, new int[][] {{1}, {2}, {0}});
    assertEquals(thirds, extractor.extract(new Machine(thirds), Request.like(thirds)).machine());
    Moore never =
        Moore.acceptor(
            List.of("a", "b"), 0, new boolean[] {false, false}, new int[][] {{1, 0}, {0, 1}});
    Extraction found = extractor.extract(new Machine(never), Request.like(never));
    assertEquals(1, found.machine().states());
    assertEquals(0, found.machine().output(0, 1, 1));
  }

  /** A network whose state never moves and whose scores are equal. */
  private record Still() implements SteppedNetwork {
    @Override
    public int symbols() {
      return 2;
    }

    @Override
    public int outputs() {
      return 2;
    }

    @Override
    public double[] initial() {
      return new double[3];
    }

    @Override
    public double[] step(double[] state, int symbol) {
      return state.clone();
    }

    @Override
    public double[] scores(double[] state) {
      return new double[2];
    }

    @Override
    public double[] hidden(double[] state) {
      return state;
    }

    @Override
    public String hash() {
      return "still";
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aNetworkThatNeverMovesIsOneState(Extractor extractor) {
    Extraction found = extractor.extract(new Still(), Request.acceptor(List.of("a", "b")));
    assertTrue(found.complete());
    assertEquals(1, found.machine().states());
    assertEquals(0, found.machine().output(1, 0));
  }

  @ParameterizedTest
  @MethodSource("all")
  void keepsWhatItHasWhenTimeIsUp(Extractor extractor) {
    TrainedNetwork network = untrained("tomita5", Architecture.ELMAN);
    Extraction found =
        extractor.extract(
            network,
            Request.like(Languages.get("tomita5").machine())
                .with(new Limits(1e-9, 1_000, 1_000_000)));
    assertFalse(found.complete());
    assertEquals("the time limit", found.stopped());
    assertEquals(network.answer(), found.machine().output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"lstar", "kv", "ttt", "lsharp", "weiss"})
  void respectsTheLimitOnStates(String id) {
    Moore truth = Languages.get("random40").machine();
    Extraction found =
        Registry.load("extractor", Extractor.class)
            .get(id)
            .extract(
                new Machine(truth), Request.like(truth).with(Limits.standard().withStates(10)));
    assertFalse(found.complete());
    assertTrue(found.raw().states() <= 10);
    assertEquals("the limit on states", found.stopped());
  }

  @ParameterizedTest
  @ValueSource(strings = {"natural", "dbscan", "partition", "mmn", "weighted"})
  void aMachineTooLargeForTheLimitIsToldAndNotReturned(String id) {
    Moore truth = Languages.get("random12").machine();
    Map<String, String> brief =
        id.equals("mmn") ? Map.of("rounds", "0", "updates", "200") : Map.of();
    Extraction found =
        Registry.load("extractor", Extractor.class)
            .create(id, brief)
            .extract(new Machine(truth), Request.like(truth).with(Limits.standard().withStates(3)));
    assertEquals("the limit on states", found.stopped());
    assertTrue(found.raw().states() <= 3, () -> found.raw().states() + " states");
  }

  @Test
  void aMooreMachineNetworkOfOneUnitHasAtMostThreeStates() {
    Moore truth = Languages.get("tomita5").machine();
    Extraction found =
        new MooreMachineNetwork(500, 1, 1, 8, 100, 1)
            .extract(new Machine(truth), Request.like(truth));
    assertTrue(found.raw().states() <= 3, () -> found.raw().states() + " states");
    assertTrue(found.figures().get("validation") < 1, "four states do not fit into three");
  }

  @Test
  void exactLearnersFindLargeRandomMachines() {
    Moore truth = Languages.get("random40@3").machine();
    for (String id : List.of("lstar", "kv", "ttt", "lsharp")) {
      Extraction found =
          Registry.load("extractor", Extractor.class)
              .get(id)
              .extract(new Machine(truth), Request.like(truth));
      assertEquals(truth, found.machine(), id);
    }
  }

  @Test
  void readsATrainedNetworkByClustersAndByLearning() {
    Moore truth = Languages.get("tomita2").machine();
    Training training = Training.standard(Architecture.ELMAN).withUnits(10).withUpdates(1_000);
    TrainedNetwork network = LanguageTrainer.train(training, Languages.get("tomita2"), 1);
    for (Extractor extractor : all().toList()) {
      assertEquals(
          truth,
          extractor.extract(network, Request.like(truth)).machine(),
          Registry.info(extractor).id());
    }
  }

  @Test
  void namesThatDoNotFitAreRefused() {
    Machine network = new Machine(Languages.get("tomita2").machine());
    assertThrows(
        InputException.class,
        () -> new LStar().extract(network, Request.acceptor(List.of("a", "b", "c"))));
    Machine digits = new Machine(Languages.get("addition3").machine());
    assertThrows(
        InputException.class,
        () -> new KearnsVazirani().extract(digits, Request.like(digits.machine())));
    assertThrows(InputException.class, () -> Limits.standard().withSeconds(0));
    // Nothing to try would give the automaton of one state, as if it were found.
    assertThrows(InputException.class, () -> new KMeans(100, 3, 2, 1));
    assertThrows(InputException.class, () -> new MooreMachineNetwork(100, 16, 8, 8, 10, 0));
  }
}
