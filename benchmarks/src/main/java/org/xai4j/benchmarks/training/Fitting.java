package org.xai4j.benchmarks.training;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.SplitRandom;

/**
 * Labelled rows that a classifier is fitted to, or tried on.
 *
 * @param inputs FLOAT [n, …]
 * @param labels class of each row
 * @param classes how many
 */
record Fitting(INDArray inputs, int[] labels, int classes) {
  /**
   * How to fit.
   *
   * @param epochs at most
   * @param patience epochs without a smaller loss on the held-out rows before it stops
   * @param batch rows per step
   * @param rate of the updater; it halves after half of the epochs and after three quarters
   * @param average share of the old value when the mean of the parameters moves, once per step
   */
  record Settings(int epochs, int patience, int batch, double rate, double average) {}

  /**
   * How good a classifier is.
   *
   * @param correct rows that it gets right
   * @param loss mean cross-entropy
   */
  record Score(int correct, double loss) {}

  /**
   * Fits a classifier, and leaves it with the moving mean of its parameters at the end of the epoch
   * in which that mean has the smallest loss on held-out rows.
   *
   * @param learner is modified
   * @param held rows that it does not learn from
   * @param settings how
   * @param random gives the order of rows
   * @param after called after each step
   * @param progress hears the epochs
   * @return how many epochs were run
   */
  int fit(
      Learner learner,
      Fitting held,
      Settings settings,
      SplitRandom random,
      Runnable after,
      Progress progress) {
    INDArray mean = learner.parameters().dup();
    INDArray best = mean.dup();
    double least = Double.POSITIVE_INFINITY;
    int stale = 0;
    int epoch = 0;
    progress.begin("training", settings.epochs());
    while (epoch < settings.epochs() && stale < settings.patience()) {
      double done = (double) epoch / settings.epochs();
      learner.rate(settings.rate() * (done < 0.5 ? 1 : done < 0.75 ? 0.5 : 0.25));
      epoch(
          learner,
          settings.batch(),
          random.split(epoch),
          () -> {
            after.run();
            mean.muli(settings.average()).addi(learner.parameters().mul(1 - settings.average()));
          });
      INDArray current = learner.parameters().dup();
      learner.model().setParams(mean);
      double loss = held.score(learner.network()).loss();
      learner.model().setParams(current);
      stale = loss < least ? 0 : stale + 1;
      if (loss < least) {
        least = loss;
        best.assign(mean);
      }
      epoch++;
      progress.advance(1);
    }
    progress.end();
    learner.model().setParams(best);
    return epoch;
  }

  /** Takes the steps of one epoch. */
  void epoch(Learner learner, int batch, SplitRandom random, Runnable after) {
    int[] order = random.permutation(labels.length);
    float[] values = NdArrays.floats(inputs);
    int width = values.length / labels.length;
    long[] shape = inputs.shape().clone();
    for (int from = 0; from < order.length; from += batch) {
      int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + batch));
      float[] x = new float[rows.length * width];
      float[] y = new float[rows.length * classes];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, rows[i] * width, x, i * width, width);
        y[i * classes + labels[rows[i]]] = 1;
      }
      shape[0] = rows.length;
      learner.step(NdArrays.array(x, shape), NdArrays.array(y, rows.length, classes));
      after.run();
    }
  }

  /**
   * Tries a classifier on the rows.
   *
   * @param network any that takes them
   * @return how good it is
   */
  Score score(Network network) {
    double[] p = NdArrays.doubles(network.probabilities().predict(inputs));
    int correct = 0;
    double loss = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = p[i * classes + c] > p[i * classes + best] ? c : best;
      }
      correct += best == labels[i] ? 1 : 0;
      // A probability that is zero in single precision still has a finite loss.
      loss -= Math.log(Math.max(1e-30, p[i * classes + labels[i]])) / labels.length;
    }
    return new Score(correct, loss);
  }
}
