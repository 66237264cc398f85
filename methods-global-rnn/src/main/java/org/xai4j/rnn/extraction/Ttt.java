package org.xai4j.rnn.extraction;

import de.learnlib.acex.AcexAnalyzers;
import de.learnlib.algorithm.ttt.moore.TTTLearnerMoore;
import java.util.List;
import net.automatalib.automaton.transducer.MooreMachine;
import net.automatalib.word.Word;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * The TTT algorithm, for Moore machines (LearnLib).
 *
 * @param equivalence how hypotheses are tested, in this order
 * @param tests words of each random test
 * @param length mean length of random words
 */
@Info(
    id = "ttt",
    title = "TTT",
    summary = "Learns the automaton from membership queries kept in a redundancy-free tree.",
    reference =
        "Isberner, Howar, Steffen 2014: The TTT algorithm: a redundancy-free approach to active"
            + " automata learning, RV")
public record Ttt(
    @Param("tests of a hypothesis") List<Equivalence> equivalence,
    @Param(value = "words per test", min = 1) int tests,
    @Param(value = "mean length of random words", min = 1) double length)
    implements Extractor {
  /** As for L*. */
  public Ttt() {
    this(new LStar().equivalence(), new LStar().tests(), new LStar().length());
  }

  @Override
  public Extraction extract(SteppedNetwork network, Request request) {
    return Learning.run(network, request, equivalence, tests, length, Ttt::learner);
  }

  private static Learning.Learner<MooreMachine<?, Integer, ?, Integer>, Word<Integer>> learner(
      Membership membership, Request request) {
    TTTLearnerMoore<Integer, Integer> learner =
        new TTTLearnerMoore<>(
            Moore.numbers(request.alphabet().size()), membership, AcexAnalyzers.BINARY_SEARCH_BWD);
    return new Learning.Learner<>(
        learner,
        model -> Moore.of(request.alphabet(), request.outputNames(), model),
        membership::answerQuery);
  }
}
