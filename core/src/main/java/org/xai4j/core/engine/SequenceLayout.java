package org.xai4j.core.engine;

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
          case TIME_BATCH_FEATURE -> x;
          case BATCH_FEATURE_TIME -> x.permute(2, 0, 1);
        });
  }

  INDArray restored(INDArray x) {
    return Ops.plain(
        switch (layout) {
          case BATCH_TIME_FEATURE -> x.permute(1, 0, 2);
          case TIME_BATCH_FEATURE -> x;
          case BATCH_FEATURE_TIME -> x.permute(1, 2, 0);
        });
  }

  /** The shape of sequences of this layout. */
  long[] shape(int n, int steps, int width) {
    return switch (layout) {
      case BATCH_TIME_FEATURE -> new long[] {n, steps, width};
      case TIME_BATCH_FEATURE -> new long[] {steps, n, width};
      case BATCH_FEATURE_TIME -> new long[] {n, width, steps};
    };
  }

  int rows(INDArray x) {
    return (int) x.size(layout == Recurrent.Layout.TIME_BATCH_FEATURE ? 1 : 0);
  }

  int steps(INDArray x) {
    return (int)
        x.size(
            switch (layout) {
              case BATCH_TIME_FEATURE -> 1;
              case TIME_BATCH_FEATURE -> 0;
              case BATCH_FEATURE_TIME -> 2;
            });
  }

  /**
   * Sequences of FLOAT numbers in main memory, of which a step is read and written as [width, n].
   */
  Sequences sequences(float[] values, int n, int steps, int width) {
    return switch (layout) {
      case BATCH_TIME_FEATURE -> new Sequences(values, n, width, steps * width, width, 1);
      case TIME_BATCH_FEATURE -> new Sequences(values, n, width, width, n * width, 1);
      case BATCH_FEATURE_TIME -> new Sequences(values, n, width, steps * width, 1, steps);
    };
  }

  /**
   * Sequences with the distances between neighbours.
   *
   * @param values all elements
   * @param n rows
   * @param width features
   * @param row distance of rows
   * @param time distance of steps
   * @param feature distance of features
   */
  record Sequences(float[] values, int n, int width, int row, int time, int feature) {
    void read(int t, float[] into) {
      for (int k = 0; k < width; k++) {
        int from = t * time + k * feature;
        for (int i = 0; i < n; i++) {
          into[k * n + i] = values[from + i * row];
        }
      }
    }

    void write(float[] step, int t) {
      for (int k = 0; k < width; k++) {
        int to = t * time + k * feature;
        for (int i = 0; i < n; i++) {
          values[to + i * row] = step[k * n + i];
        }
      }
    }
  }
}
