package org.xai4j.core.network;

import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A predictor of which more is known than it says itself.
 *
 * @param model asked in the end
 * @param scores how it is asked
 * @param additive see {@link Predictor#additive}
 * @param binary see {@link Predictor#binary}
 * @param layout see {@link Predictor#layout}
 */
record Wrapped(
    Predictor model,
    UnaryOperator<INDArray> scores,
    boolean additive,
    boolean binary,
    ImageLayout layout)
    implements Predictor {
  /** A model that takes other layouts as one that takes channels first. */
  static Predictor channelsFirst(Predictor model) {
    ImageLayout own = model.layout();
    return new Wrapped(
        model,
        images -> model.predict(own.fromChannelsFirst(images)),
        model.additive(),
        model.binary(),
        ImageLayout.CHANNELS_FIRST);
  }

  @Override
  public boolean missing() {
    return model.missing();
  }

  @Override
  public INDArray predict(INDArray inputs) {
    return scores.apply(inputs);
  }
}
