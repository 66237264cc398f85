package org.xai4j.core.network;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;

/**
 * A trained predictor that knows what it takes and what it gives: what a model file is read into. A
 * {@link Network} is one whose layers are known; tree ensembles and classic pipelines are others.
 * Immutable and thread-safe.
 */
public interface Model extends Predictor {
  /**
   * What it is, for messages.
   *
   * @return with an article: {@code a network}
   */
  String kind();

  /**
   * Shape of one row of the input, without the batch axis.
   *
   * @return −1 for a length that varies
   */
  List<Long> inputShape();

  /**
   * Type of inputs and outputs: FLOAT or DOUBLE.
   *
   * @return the type
   */
  DataType type();

  /**
   * This model in another floating-point type.
   *
   * @param newType FLOAT or DOUBLE
   * @return itself if it has that type, or if only one type is right for it
   */
  Model as(DataType newType);

  /**
   * This model with another layout of its input's images.
   *
   * @param other replaces {@link #layout()}
   * @return the same scores
   * @throws InputException if rows are no images
   */
  default Model with(ImageLayout other) {
    throw new InputException(
        "A layout of images is given, but the model takes rows of shape "
            + inputShape()
            + "; leave it out.");
  }

  /**
   * Whether there is one output that is a quantity and no probability: a regression.
   *
   * @return true where {@link #logits} and {@link #probabilities} say the same
   */
  boolean regression();

  /**
   * This model up to its logits: without a final softmax, sigmoid or other link.
   *
   * @return itself if it has none
   */
  Model logits();

  /**
   * This model with probabilities as outputs.
   *
   * @return itself if it gives probabilities, or has none to give
   */
  Model probabilities();

  /**
   * SHA-256 over structure and weights.
   *
   * @return 64 hexadecimal digits
   */
  String hash();

  /**
   * Checks a batch and casts it to this model's type.
   *
   * @param inputs batch [n, …]
   * @return the batch itself if its type fits and it is no slice, else a copy
   * @throws InputException if the shape does not fit, the batch is empty, or a number is too large
   *     for the type
   */
  default INDArray accept(INDArray inputs) {
    long[] shape = inputs.shape();
    List<Long> row = inputShape();
    boolean fits = shape.length == row.size() + 1;
    for (int i = 0; fits && i < row.size(); i++) {
      fits = row.get(i) < 0 || row.get(i) == shape[i + 1];
    }
    if (!fits) {
      throw new InputException(
          "The model takes inputs of shape [n"
              + row.stream().map(d -> ", " + (d < 0 ? "*" : d)).reduce("", String::concat)
              + "], not "
              + Arrays.toString(shape)
              + "; reshape the array.");
    }
    InputException.check(shape[0] > 0, "The input array has no rows; give at least one.");
    return inputs.dataType() == type() ? NdArrays.whole(inputs) : cast(inputs);
  }

  /** A number that is finite must not become infinite on the way. */
  private INDArray cast(INDArray inputs) {
    if (type() == DataType.FLOAT && inputs.dataType() == DataType.DOUBLE) {
      double[] flat = NdArrays.doubles(inputs);
      for (int i = 0; i < flat.length; i++) {
        InputException.check(
            !Double.isFinite(flat[i]) || Float.isFinite((float) flat[i]),
            "Row %d of the input holds %s, which is too large for float32; use the precision float64.",
            i / (flat.length / inputs.size(0)),
            flat[i]);
      }
    }
    return inputs.castTo(type());
  }
}
