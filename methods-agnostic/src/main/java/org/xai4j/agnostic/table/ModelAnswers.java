package org.xai4j.agnostic.table;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.explain.Session;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.PredictionException;

/**
 * What a model answers: its scores, and classes made of them, the largest score. A single output is
 * a quantity, which answers no class.
 */
public final class ModelAnswers {
  private static final int BATCH = 1024;

  private final Session<?> session;
  private final Predictor scorer;

  /**
   * The answers of a run's model.
   *
   * @param session of the run
   */
  public ModelAnswers(Session<?> session) {
    this.session = session;
    scorer = session.scorer();
  }

  /** The scores of rows [m][k]. */
  public double[][] scores(double[][] rows) {
    double[][] scores = new double[rows.length][];
    for (int from = 0; from < rows.length; from += BATCH) {
      int first = from;
      double[][] some =
          java.util.Arrays.copyOfRange(rows, from, Math.min(rows.length, from + BATCH));
      Chunks.scoped(
          () -> {
            double[][] outputs = NdArrays.rows(outputs(session.array(some)));
            System.arraycopy(outputs, 0, scores, first, outputs.length);
          });
    }
    for (double[] row : scores) {
      for (double score : row) {
        if (!Double.isFinite(score)) {
          throw new PredictionException("The model's score of a changed row is " + score + ".");
        }
      }
    }
    return scores;
  }

  private INDArray outputs(INDArray rows) {
    INDArray outputs = scorer.predict(rows);
    InputException.check(
        outputs.rank() == 2,
        "The model answers with the shape %s where [rows, scores] is needed.",
        java.util.Arrays.toString(outputs.shape()));
    return outputs;
  }

  /** The class of scores. */
  public static int answer(double[] scores) {
    InputException.check(
        scores.length > 1,
        "This method explains answers of classes, but the model has one output, a quantity (it does"
            + " not end in a sigmoid); take a method that explains scores, such as kernel-shap or"
            + " pdp.");
    return Numeric.argmax(scores);
  }

  /** How many classes the scores tell apart. */
  public static int classes(double[] scores) {
    return scores.length;
  }

  /** The score of a class. */
  public static double score(double[] scores, int answer) {
    return scores[answer];
  }

  /** The classes of rows. */
  public int[] answers(double[][] rows) {
    double[][] scores = scores(rows);
    int[] answers = new int[rows.length];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = answer(scores[i]);
    }
    return answers;
  }
}
