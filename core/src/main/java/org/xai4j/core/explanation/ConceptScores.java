package org.xai4j.core.explanation;

import java.util.List;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * How much concepts, given by examples, speak for the target in a layer of a network.
 *
 * @param layer whose activations hold the concepts
 * @param concepts in the order they were given
 * @param random the scores of random directions, between relabelled examples: their mean and the
 *     middle 95 %
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record ConceptScores(
    String layer, List<Concept> concepts, Concept random, Cost cost, Provenance provenance)
    implements Explanation {
  /**
   * One concept.
   *
   * @param name of the concept
   * @param score share of the rows whose target grows along the concept's direction
   * @param low lower end of the middle 95 % of bootstrap samples of the examples
   * @param high upper end of these
   * @param accuracy share of held-out examples that the direction tells apart, the mean over splits
   * @param p share of relabellings of all examples whose effect is at least the concept's, times
   *     the number of concepts (permutation test)
   */
  public record Concept(
      String name, double score, double low, double high, double accuracy, double p) {}

  /** Copies the list. */
  public ConceptScores {
    concepts = List.copyOf(concepts);
  }
}
