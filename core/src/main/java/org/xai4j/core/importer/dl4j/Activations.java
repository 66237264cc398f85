package org.xai4j.core.importer.dl4j;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationRReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationThresholdedReLU;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Activation.Function;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Softmax;

/** The model's activation functions. */
final class Activations {
  private Activations() {}

  /**
   * Adds an activation function.
   *
   * @param features whether a softmax runs over the features, as in output layers; else over the
   *     last axis of the model's layout, as Deeplearning4j does elsewhere
   */
  static ModelValue add(Assembly to, ModelValue x, IActivation function, boolean features) {
    return switch (name(function)) {
      case "Identity" -> x;
      case "Softmax" -> {
        int axis = features || x.last() ? x.featureAxis() : -1;
        yield x.at(to.activate(new Softmax(axis, false), x.node()));
      }
      case "GELU" -> gelu(to, x, function);
      default -> {
        Activation single = single(function);
        if (single == null) {
          throw to.unsupported("an activation " + function);
        }
        yield x.at(to.activate(single, x.node()));
      }
    };
  }

  /** The function of a recurrent layer's gate or candidate. */
  static Activation recurrent(Assembly to, IActivation function) {
    Activation single =
        name(function).equals("Identity")
            ? new Activation(Function.LEAKY_RELU, 1, 0)
            : single(function);
    if (single == null) {
      throw to.unsupported("a recurrent layer with activation " + function);
    }
    return single;
  }

  private static String name(IActivation function) {
    Class<?> type = function.getClass();
    boolean known = type.getPackageName().equals("org.nd4j.linalg.activations.impl");
    return known ? type.getSimpleName().substring("Activation".length()) : "";
  }

  private static @Nullable Activation single(IActivation function) {
    return switch (name(function)) {
      case "Cube" -> new Activation(Function.POWER, 3, 0);
      case "ELU" -> new Activation(Function.ELU, ((ActivationELU) function).getAlpha(), 0);
      case "HardSigmoid" -> new Activation(Function.HARD_SIGMOID, 0.2, 0.5);
      case "HardTanH" -> new Activation(Function.CLIP, -1, 1);
      case "LReLU" ->
          new Activation(Function.LEAKY_RELU, ((ActivationLReLU) function).getAlpha(), 0);
      case "Mish" -> Activation.of(Function.MISH);
      case "RationalTanh" -> Activation.of(Function.RATIONAL_TANH);
      case "ReLU" -> relu((ActivationReLU) function);
      case "ReLU6" -> new Activation(Function.CLIP, 0, 6);
      case "RReLU" -> {
        ActivationRReLU random = (ActivationRReLU) function;
        // At inference Deeplearning4j takes the mean slope for a lower bound; a network gives what
        // its model gives.
        yield new Activation(
            Function.CLIP, (random.getL() + random.getU()) / 2, Double.POSITIVE_INFINITY);
      }
      case "SELU" -> Activation.of(Function.SELU);
      case "Sigmoid" -> Activation.of(Function.SIGMOID);
      case "SoftPlus" -> Activation.of(Function.SOFTPLUS);
      case "SoftSign" -> Activation.of(Function.SOFTSIGN);
      case "Swish" -> Activation.of(Function.SILU);
      case "TanH" -> Activation.of(Function.TANH);
      case "RectifiedTanh" -> Activation.of(Function.RECTIFIED_TANH);
      case "ThresholdedReLU" ->
          new Activation(
              Function.THRESHOLDED_RELU, ((ActivationThresholdedReLU) function).getTheta(), 0);
      default -> null;
    };
  }

  private static @Nullable Activation relu(ActivationReLU function) {
    double max = orElse(function.getMax(), Double.POSITIVE_INFINITY);
    double threshold = orElse(function.getThreshold(), 0);
    double slope = orElse(function.getNegativeSlope(), 0);
    if (max == Double.POSITIVE_INFINITY && threshold == 0) {
      return slope == 0 ? Activation.relu() : new Activation(Function.LEAKY_RELU, slope, 0);
    }
    if (slope == 0 && threshold == 0) {
      return new Activation(Function.CLIP, 0, max);
    }
    return slope == 0 && max == Double.POSITIVE_INFINITY
        ? new Activation(Function.THRESHOLDED_RELU, threshold, 0)
        : null;
  }

  private static double orElse(@Nullable Double value, double other) {
    return value == null ? other : value;
  }

  /**
   * Deeplearning4j's GELU is x·σ(1.702·x). Its precise one is x·σ(2u) with u = √(2/π)·(x +
   * (0.044715·x)³): the published factor of the cube is cubed too.
   */
  private static ModelValue gelu(Assembly to, ModelValue x, IActivation function) {
    Elementwise times = new Elementwise(Elementwise.Operation.MULTIPLY);
    int argument;
    if (function.toString().contains("precise=true")) {
      int small = to.help(times, x.node(), to.constant(0.044715));
      int cube = to.help(new Activation(Function.POWER, 3, 0), small);
      int sum = to.help(new Elementwise(Elementwise.Operation.ADD), x.node(), cube);
      argument = to.help(times, sum, to.constant(2 * Math.sqrt(2 / Math.PI)));
    } else {
      argument = to.help(times, x.node(), to.constant(1.702));
    }
    int gate = to.help(Activation.of(Function.SIGMOID), argument);
    return x.at(to.activate(times, x.node(), gate));
  }
}
