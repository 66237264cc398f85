package org.xai4j.core.explanation;

import java.util.List;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * One number per feature for a whole data set.
 *
 * @param measure what a value is, for a sentence: "loss of accuracy"
 * @param features in the order of the columns or groups
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record GlobalImportance(
    String measure, List<Feature> features, Cost cost, Provenance provenance)
    implements Explanation {
  /**
   * One feature.
   *
   * @param name of the column or group
   * @param value its importance
   * @param low lower end of the 95 % interval; the value itself where nothing is random
   * @param high upper end of the 95 % interval
   */
  public record Feature(String name, double value, double low, double high) {}

  /** Copies the list. */
  public GlobalImportance {
    features = List.copyOf(features);
  }

  /**
   * The features, the most important first.
   *
   * @return equals in the order of the columns
   */
  public List<Feature> ranked() {
    return features.stream()
        .sorted(java.util.Comparator.comparingDouble((Feature f) -> -f.value()))
        .toList();
  }
}
