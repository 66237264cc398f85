package org.xai4j.rnn.extraction;

import java.util.List;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * L#, for Moore machines: the tree of all words asked for is kept, and states are told apart by
 * what is known of them there, without a table or a discrimination tree.
 *
 * @param equivalence how hypotheses are tested, in this order
 * @param tests words of each random test
 * @param length mean length of random words
 */
@Info(
    id = "lsharp",
    title = "L#",
    summary = "Learns the automaton by telling states of the observation tree apart.",
    reference =
        "Vaandrager, Garhewal, Rot, Wißmann 2022: A new approach for active automata learning"
            + " based on apartness, TACAS")
public record LSharp(
    @Param("tests of a hypothesis") List<Equivalence> equivalence,
    @Param(value = "words per test", min = 1) int tests,
    @Param(value = "mean length of random words", min = 1) double length)
    implements Extractor {
  /** As for L*. */
  public LSharp() {
    this(new LStar().equivalence(), new LStar().tests(), new LStar().length());
  }

  @Override
  public Extraction extract(SteppedNetwork network, Request request) {
    return Learning.run(
        network,
        request,
        equivalence,
        tests,
        length,
        (membership, asked) ->
            new Learning.Learner<>(
                new ApartnessLearner(membership, asked), model -> model, membership::answerQuery));
  }
}
