package org.xai4j.core.engine;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Recurrent;

/**
 * What differs between the recurrent layers in single precision: the matrix products of a step, its
 * functions and their gradient. Thread-safe.
 */
interface FloatCell {
  /** The weights of each product, [rows, features + h + 1], to be multiplied by a run's panel. */
  List<INDArray> weights();

  /** How many arrays [h·n] the gradient needs of a step. */
  int kept();

  /**
   * Takes the states of a run one step on.
   *
   * @param run its panel holds features and states
   * @param kept overwritten by what the gradient needs
   */
  void forward(FloatRun run, float[][] kept);

  /**
   * Takes the gradient by the states after a step to that by the states before it.
   *
   * @param run its panel holds the gradient by the features afterwards
   * @param kept what the step gave
   */
  void backward(FloatRun run, float[][] kept);

  /**
   * A block of h rows of a product, with factors for its two parts.
   *
   * @param column block of columns of the layer's weights
   * @param input factor of a = x·W + b
   * @param recurrent factor of q = h·R + c
   */
  record Block(int column, float input, float recurrent) {
    /** The block as it is. */
    static Block whole(int column) {
      return new Block(column, 1, 1);
    }

    /** A gate's: σ(z) = ½ + ½·tanh(z/2), so only tanh is needed. */
    static Block gate(int column) {
      return new Block(column, 0.5f, 0.5f);
    }
  }

  /** Weights, recurrent weights and bias side by side, [blocks·h, features + h + 1]. */
  static INDArray weights(Recurrent layer, Block... blocks) {
    float[] w = Host.floats(layer.inputWeights());
    float[] r = Host.floats(layer.recurrentWeights());
    float[] b = Host.floats(layer.inputBias());
    float[] c = Host.floats(layer.recurrentBias());
    int units = layer.units();
    int features = (int) layer.inputWeights().size(0);
    int columns = layer.cell().blocks() * units;
    int width = features + units + 1;
    float[] all = new float[blocks.length * units * width];
    for (int row = 0; row < blocks.length * units; row++) {
      Block block = blocks[row / units];
      int column = block.column() * units + row % units;
      int to = row * width;
      for (int k = 0; k < features; k++) {
        all[to + k] = block.input() * w[k * columns + column];
      }
      for (int k = 0; k < units; k++) {
        all[to + features + k] = block.recurrent() * r[k * columns + column];
      }
      all[to + width - 1] = block.input() * b[column] + block.recurrent() * c[column];
    }
    return Host.array(all, (long) blocks.length * units, width);
  }
}
