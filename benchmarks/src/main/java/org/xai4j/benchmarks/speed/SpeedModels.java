package org.xai4j.benchmarks.speed;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Pooling;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.SplitRandom;

/** The three networks that are timed, with seeded random weights, and inputs for them. */
enum SpeedModels {
  /** Images 1×28×28: convolution 5×5×16, pool, convolution 5×5×32, pool, 128, 10 classes. */
  CNN {
    @Override
    Network network() {
      return Network.sequential(
          row(),
          convolution(1, 16),
          Activation.relu(),
          Pooling.square(Pooling.Kind.MAX, 2, 2),
          convolution(16, 32),
          Activation.relu(),
          Pooling.square(Pooling.Kind.MAX, 2, 2),
          Reshape.flatten(),
          dense(512, 128),
          Activation.relu(),
          dense(128, 10));
    }
  },
  /** Tables of 13 columns: 64, 64, 2 classes. */
  MLP {
    @Override
    Network network() {
      return Network.sequential(
          row(), dense(13, 64), Activation.relu(), dense(64, 64), Activation.relu(), dense(64, 2));
    }
  },
  /** Sequences of 30 steps of 8 features: LSTM of 32 units, its last state, 2 classes. */
  LSTM {
    @Override
    Network network() {
      return Network.sequential(
          row(),
          new Recurrent(
              Recurrent.Cell.LSTM,
              random(0.2, 8, 128),
              random(0.2, 32, 128),
              Nd4j.zeros(DataType.FLOAT, 128L),
              Nd4j.zeros(DataType.FLOAT, 128L),
              Activation.of(Activation.Function.SIGMOID),
              Activation.of(Activation.Function.TANH),
              false,
              false,
              Recurrent.Layout.BATCH_TIME_FEATURE),
          new Gather(1, List.of(-1L), true),
          dense(32, 2));
    }
  };

  /** The network; the same weights in every run. */
  abstract Network network();

  /** Shape of one row. */
  long[] row() {
    return switch (this) {
      case CNN -> new long[] {1, 28, 28};
      case MLP -> new long[] {13};
      case LSTM -> new long[] {30, 8};
    };
  }

  /** A batch of standard normal inputs. */
  INDArray inputs(int rows) {
    long[] row = row();
    long[] shape = new long[row.length + 1];
    shape[0] = rows;
    System.arraycopy(row, 0, shape, 1, row.length);
    return random(1, shape);
  }

  private static Convolution convolution(int in, int out) {
    return new Convolution(
        random(0.1, out, in, 5, 5),
        Nd4j.zeros(DataType.FLOAT, (long) out),
        List.of(1, 1),
        List.of(0, 0, 0, 0),
        List.of(1, 1),
        1);
  }

  private static Dense dense(int in, int out) {
    return new Dense(random(0.1, in, out), Nd4j.zeros(DataType.FLOAT, (long) out));
  }

  /** Normal values, the same for the same shape. */
  static INDArray random(double scale, long... shape) {
    SplitRandom random = SplitRandom.of(Arrays.hashCode(shape));
    float[] values = new float[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (scale * random.nextGaussian());
    }
    return NdArrays.array(values, shape);
  }
}
