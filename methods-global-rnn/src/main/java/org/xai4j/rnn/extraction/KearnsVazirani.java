package org.xai4j.rnn.extraction;

import de.learnlib.acex.AcexAnalyzers;
import de.learnlib.algorithm.kv.dfa.KearnsVaziraniDFA;
import java.util.List;
import net.automatalib.automaton.fsa.DFA;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * Kearns and Vazirani's algorithm (LearnLib). For acceptors only.
 *
 * @param equivalence how hypotheses are tested, in this order
 * @param tests words of each random test
 * @param length mean length of random words
 */
@Info(
    id = "kv",
    title = "Kearns–Vazirani",
    summary = "Learns an acceptor from membership queries kept in a discrimination tree.",
    reference = "Kearns, Vazirani 1994: An introduction to computational learning theory")
public record KearnsVazirani(
    @Param("tests of a hypothesis") List<Equivalence> equivalence,
    @Param(value = "words per test", min = 1) int tests,
    @Param(value = "mean length of random words", min = 1) double length)
    implements Extractor {
  /** As for L*. */
  public KearnsVazirani() {
    this(new LStar().equivalence(), new LStar().tests(), new LStar().length());
  }

  @Override
  public Extraction extract(SteppedNetwork network, Request request) {
    InputException.check(
        request.outputNames().size() == 2,
        "The method kv learns acceptors, not networks of %d outputs; use lstar or ttt.",
        request.outputNames().size());
    return Learning.run(network, request, equivalence, tests, length, KearnsVazirani::learner);
  }

  private static Learning.Learner<DFA<?, Integer>, Boolean> learner(
      Membership membership, Request request) {
    KearnsVaziraniDFA<Integer> learner =
        new KearnsVaziraniDFA<>(
            Moore.numbers(request.alphabet().size()),
            membership.acceptance(),
            true,
            AcexAnalyzers.BINARY_SEARCH_BWD);
    return new Learning.Learner<>(
        learner,
        model -> Moore.of(request.alphabet(), request.outputNames(), model),
        word -> membership.answer(word) == 1);
  }
}
