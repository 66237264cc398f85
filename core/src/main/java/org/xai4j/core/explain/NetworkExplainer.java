package org.xai4j.core.explain;

import org.xai4j.core.network.Network;

/** An attribution method that looks inside a network. */
public interface NetworkExplainer extends AttributionExplainer<Network> {
  @Override
  default Class<Network> modelType() {
    return Network.class;
  }

  /**
   * Whether the method multiplies slopes from the output back to the input, so that steps leave
   * nothing of them.
   *
   * @return false for methods that pass differences or relevance on
   */
  default boolean slopes() {
    return meaning() == Meaning.SLOPE;
  }
}
