package org.xai4j.rnn.extraction;

import de.learnlib.algorithm.lstar.ce.ObservationTableCEXHandlers;
import de.learnlib.algorithm.lstar.closing.ClosingStrategies;
import de.learnlib.algorithm.lstar.moore.ExtensibleLStarMoore;
import java.util.List;
import net.automatalib.automaton.transducer.MooreMachine;
import net.automatalib.word.Word;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * Angluin's L* with Rivest and Schapire's treatment of counterexamples, for Moore machines
 * (LearnLib).
 *
 * @param equivalence how hypotheses are tested, in this order
 * @param tests words of each random test
 * @param length mean length of random words
 */
@Info(
    id = "lstar",
    title = "L*",
    summary = "Learns the automaton from membership queries kept in an observation table.",
    reference =
        "Angluin 1987: Learning regular sets from queries and counterexamples, Inf. Comput. 75;"
            + " Rivest, Schapire 1993, Inf. Comput. 103")
public record LStar(
    @Param("tests of a hypothesis") List<Equivalence> equivalence,
    @Param(value = "words per test", min = 1) int tests,
    @Param(value = "mean length of random words", min = 1) double length)
    implements Extractor {
  /** All random tests with 500 words of mean length 20. */
  public LStar() {
    this(List.of(Equivalence.RANDOM_WORDS, Equivalence.RANDOM_WP, Equivalence.COVERAGE), 500, 20);
  }

  @Override
  public Extraction extract(SteppedNetwork network, Request request) {
    return Learning.run(network, request, equivalence, tests, length, LStar::learner);
  }

  static Learning.Learner<MooreMachine<?, Integer, ?, Integer>, Word<Integer>> learner(
      Membership membership, Request request) {
    ExtensibleLStarMoore<Integer, Integer> learner =
        new ExtensibleLStarMoore<>(
            Moore.numbers(request.alphabet().size()),
            membership,
            List.of(Word.epsilon()),
            ObservationTableCEXHandlers.RIVEST_SCHAPIRE,
            ClosingStrategies.CLOSE_SHORTEST);
    return new Learning.Learner<>(
        learner,
        model -> Moore.of(request.alphabet(), request.outputNames(), model),
        membership::answerQuery);
  }
}
