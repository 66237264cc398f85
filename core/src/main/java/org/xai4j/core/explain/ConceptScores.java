package org.xai4j.core.explain;

import java.util.List;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * How much concepts, given by examples, speak for the target in a layer of a network.
 *
 * @param layer whose activations hold the concepts
 * @param concepts in the order they were given
 * @param random the scores of random directions, the mean and its 95 % interval
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
   * @param score share of the rows whose target grows along the concept's direction, the mean over
   *     repeats
   * @param low lower end of the 95 % interval of the mean
   * @param high upper end of the 95 % interval of the mean
   * @param accuracy share of held-out examples that the direction tells apart, the mean over
   *     repeats
   * @param p probability of so large a difference from random directions by chance (Welch's t-test,
   *     two-sided, times the number of concepts)
   */
  public record Concept(
      String name, double score, double low, double high, double accuracy, double p) {}

  /** Copies the list. */
  public ConceptScores {
    concepts = List.copyOf(concepts);
  }
}
