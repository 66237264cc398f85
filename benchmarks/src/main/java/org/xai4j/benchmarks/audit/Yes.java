package org.xai4j.benchmarks.audit;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.network.Predictor;

/**
 * A model as one that says yes or no.
 *
 * @param model probabilities [n, k], of class 1 alone [n, 1], or a quantity [n, 1]
 * @param type of its inputs
 * @param favourable class that is yes
 * @param threshold from which a quantity is yes; NaN for classifiers
 */
public record Yes(Predictor model, DataType type, int favourable, double threshold) {
  /** AuditRows asked at once. */
  private static final int CHUNK = 4096;

  boolean regression() {
    return !Double.isNaN(threshold);
  }

  /** The score of yes by row, a predictor of one output. */
  Predictor predictor() {
    return new Predictor() {
      @Override
      public INDArray predict(INDArray inputs) {
        double[][] scores = NdArrays.rows(model.predict(inputs));
        double[][] yes =
            Arrays.stream(scores).map(s -> new double[] {score(s)}).toArray(double[][]::new);
        return NdArrays.array(inputs.dataType(), yes);
      }

      @Override
      public boolean missing() {
        return model.missing();
      }
    };
  }

  INDArray array(double[][] rows) {
    return NdArrays.array(type, rows);
  }

  /** Scores of yes, and answers. */
  Said ask(double[][] rows) {
    double[] scores = new double[rows.length];
    int[] answers = new int[rows.length];
    for (int from = 0; from < rows.length; from += CHUNK) {
      int to = Math.min(rows.length, from + CHUNK);
      double[][] part = NdArrays.rows(model.predict(array(Arrays.copyOfRange(rows, from, to))));
      for (int i = from; i < to; i++) {
        scores[i] = score(part[i - from]);
        answers[i] = answer(part[i - from]) ? 1 : 0;
      }
    }
    return new Said(scores, answers);
  }

  /**
   * What was said.
   *
   * @param scores of yes
   * @param answers 0 or 1
   */
  record Said(double[] scores, int[] answers) {}

  private double score(double[] outputs) {
    return outputs.length == 1
        ? regression() || favourable == 1 ? outputs[0] : 1 - outputs[0]
        : outputs[favourable];
  }

  private boolean answer(double[] outputs) {
    if (regression()) {
      return outputs[0] >= threshold;
    }
    return outputs.length == 1
        ? (outputs[0] > 0.5) == (favourable == 1)
        : Numeric.argmax(outputs) == favourable;
  }
}
