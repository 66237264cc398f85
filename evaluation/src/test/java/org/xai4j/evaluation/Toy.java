package org.xai4j.evaluation;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;

/** Linear models and subjects that one can check on paper. */
public final class Toy {
  private Toy() {}

  /** f(x) = w·x. */
  public static Predictor linear(double... w) {
    return x -> {
      INDArray flat = x.reshape('c', x.size(0), -1);
      return flat.mmul(NdArrays.array(DataType.DOUBLE, w, w.length, 1));
    };
  }

  /** The same as a network. */
  public static Network network(double... w) {
    return Network.sequential(
        new long[] {w.length},
        new Dense(
            NdArrays.array(DataType.DOUBLE, w, w.length, 1),
            NdArrays.array(DataType.DOUBLE, new double[1], 1)));
  }

  /** A classifier of two classes with the logit w·x. */
  public static Network sigmoid(double... w) {
    return Network.sequential(
        new long[] {w.length},
        new Dense(
            NdArrays.array(DataType.DOUBLE, w, w.length, 1),
            NdArrays.array(DataType.DOUBLE, new double[1], 1)),
        Activation.of(Activation.Function.SIGMOID));
  }

  /** A row of a table. */
  public static INDArray row(double... values) {
    return NdArrays.array(DataType.DOUBLE, values, 1, values.length);
  }

  /** An input of ones with an attribution. */
  public static Subject ones(Predictor model, double... attribution) {
    double[] ones = new double[attribution.length];
    Arrays.fill(ones, 1);
    return of(model, ones, attribution);
  }

  /** An input with an attribution. */
  public static Subject of(Predictor model, double[] input, double... attribution) {
    return new Subject(
        model,
        row(input),
        row(attribution),
        FeatureGroups.none(),
        Optional.empty(),
        Context.standard());
  }

  /** An input explained by a method. */
  public static Subject explained(
      Predictor model, AttributionExplainer<? extends Predictor> method, INDArray inputs) {
    return explained(model, method, inputs, Context.standard());
  }

  private static <M extends Predictor> Subject explained(
      Predictor model, AttributionExplainer<M> method, INDArray inputs, Context context) {
    INDArray a = method.explain(method.take(model), inputs, context).values();
    return new Subject(model, inputs, a, FeatureGroups.none(), Optional.of(method), context);
  }

  /** The score of the first instance. */
  public static double value(Metric metric, Subject subject) {
    return metric.score(subject).values()[0];
  }
}
