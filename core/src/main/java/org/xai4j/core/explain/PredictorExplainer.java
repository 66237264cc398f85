package org.xai4j.core.explain;

import org.xai4j.core.network.Predictor;

/** An attribution method for any predictor: it only asks for scores. */
public interface PredictorExplainer extends AttributionExplainer<Predictor> {
  @Override
  default Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  default int chunk(int asked) {
    return 1;
  }
}
