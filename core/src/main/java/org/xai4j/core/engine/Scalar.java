package org.xai4j.core.engine;

import org.xai4j.core.layer.Activation;

/** A function of one number with its derivative: the activations. */
public interface Scalar {
  /**
   * The function.
   *
   * @param x argument
   * @return f(x)
   */
  double value(double x);

  /**
   * Its derivative; at a kink the slope to the left of it.
   *
   * @param x argument
   * @return f′(x)
   */
  double slope(double x);

  /**
   * The function of an activation layer.
   *
   * @param layer any activation
   * @return the function with the layer's constants
   */
  static Scalar of(Activation layer) {
    return new ScalarFunction(layer.function(), layer.alpha(), layer.beta());
  }
}
