package org.xai4j.rnn.extraction;

import java.util.List;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * L* whose hypotheses are tested against a refined abstraction of the network's state space. A few
 * random words come first, for an abstraction of one region tells nothing.
 *
 * @param tests random words before the abstraction is asked
 * @param length mean length of random words
 */
@Info(
    id = "weiss",
    title = "L* with abstraction refinement",
    summary = "L* whose equivalence test refines an abstraction of the network's states.",
    reference =
        "Weiss, Goldberg, Yahav 2018: Extracting automata from recurrent neural networks using"
            + " queries and counterexamples, ICML")
public record Weiss(
    @Param(value = "random words before the abstraction", min = 1) int tests,
    @Param(value = "mean length of random words", min = 1) double length)
    implements Extractor {
  /** 50 random words of mean length 10. */
  public Weiss() {
    this(50, 10);
  }

  @Override
  public Extraction extract(SteppedNetwork network, Request request) {
    return Learning.run(
        network,
        request,
        List.of(Equivalence.RANDOM_WORDS, Equivalence.WEISS),
        tests,
        length,
        LStar::learner);
  }
}
