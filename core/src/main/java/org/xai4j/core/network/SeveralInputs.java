package org.xai4j.core.network;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model of several inputs: one is explained, the others are held at given values. */
public interface SeveralInputs extends Model {
  /**
   * The input that is explained.
   *
   * @return its name
   */
  String explainedInput();

  /**
   * The inputs that have no value yet; the model runs when there are none.
   *
   * @return their names
   */
  List<String> open();

  /**
   * This model with one of its other inputs held at given values.
   *
   * @param name of the input
   * @param values [1, …] for all rows, or [n, …], one for each of the n rows that are explained,
   *     where the model knows its rows apart
   * @return a new model
   * @throws org.xai4j.core.run.InputException if there is no such input, or the values do not fit
   */
  SeveralInputs withHeld(String name, INDArray values);
}
