package org.xai4j.core.engine.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Recurrent;

/**
 * Takes sequences to [time, n, features], in which recurrent layers run, and back.
 *
 * @param layout of the layer
 */
record SequenceLayout(Recurrent.Layout layout) {
  INDArray timeMajor(INDArray x) {
    return Ops.plain(
        switch (layout) {
          case BATCH_TIME_FEATURE -> x.permute(1, 0, 2);
          case BATCH_FEATURE_TIME -> x.permute(2, 0, 1);
        });
  }

  INDArray restored(INDArray x) {
    return Ops.plain(
        switch (layout) {
          case BATCH_TIME_FEATURE -> x.permute(1, 0, 2);
          case BATCH_FEATURE_TIME -> x.permute(1, 2, 0);
        });
  }
}
