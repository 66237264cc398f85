package org.xai4j.core.explain;

import org.xai4j.core.network.Network;

/** An attribution method that looks inside a network. */
public interface NetworkExplainer extends AttributionExplainer<Network> {
  @Override
  default Class<Network> modelType() {
    return Network.class;
  }
}
