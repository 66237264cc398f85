package org.xai4j.evaluation;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.InputException;

/**
 * Scores changed copies of the instances in whole batches, for the outputs that are explained at
 * the instances themselves. Where other inputs are held at values of each instance, its copies are
 * run with them. Thread-safe.
 */
public final class Scorer {
  /** Copies scored at once. */
  private static final int BATCH = 256;

  private final InstanceModels models;
  private final INDArray batch;
  private final INDArray outputs;
  private final Target.Resolved target;

  /**
   * Scores for a target.
   *
   * @param models the view of the model that the target reads
   * @param batch the instances, of the model's type [n, …]
   * @param outputs the model's outputs for them [n, k]
   * @param target resolved for them
   */
  Scorer(InstanceModels models, INDArray batch, INDArray outputs, Target.Resolved target) {
    this.models = models;
    this.batch = batch;
    this.outputs = outputs;
    this.target = target;
  }

  /**
   * Outputs alone, for a part of a model that has no target.
   *
   * @param models of the part
   * @param batch the instances [n, …]
   */
  Scorer(InstanceModels models, INDArray batch) {
    this(
        models,
        batch,
        models.predict(batch),
        new Target.Resolved(new double[0][], new double[0], new int[0], new double[0]));
  }

  /**
   * The view of the model that the target reads, as an instance has it.
   *
   * @param instance of which copies are scored
   * @return takes any number of copies
   */
  public Predictor model(int instance) {
    return models.of(instance);
  }

  /**
   * The instances.
   *
   * @return of the model's type [n, …]
   */
  public INDArray batch() {
    return batch;
  }

  /**
   * The model's outputs for the instances.
   *
   * @return [n, k]
   */
  public INDArray outputs() {
    return outputs;
  }

  /**
   * What is explained.
   *
   * @return resolved for the instances
   */
  public Target.Resolved target() {
    return target;
  }

  /**
   * The scores of the instances themselves.
   *
   * @return [n]
   */
  public double[] scores() {
    return target.scores().clone();
  }

  /**
   * The outputs for changed copies of one instance.
   *
   * @param instance they are copies of
   * @param copies [m][elements of one row]
   * @return [m][k]
   */
  public double[][] outputs(int instance, double[][] copies) {
    return outputs(models.of(instance), copies, BATCH);
  }

  /**
   * The outputs for one changed copy of each instance.
   *
   * @param moved in the order of the instances [n][elements of one row]
   * @return [n][k]
   */
  public double[][] outputs(double[][] moved) {
    return outputs(models::predict, moved, models.apart() ? moved.length : BATCH);
  }

  private double[][] outputs(Predictor model, double[][] copies, int most) {
    double[][] all = new double[copies.length][];
    for (int from = 0; from < copies.length; from += most) {
      int first = from;
      int count = Math.min(most, copies.length - from);
      Chunks.scoped(
          () -> {
            int width = copies[first].length;
            double[] flat = new double[count * width];
            for (int i = 0; i < count; i++) {
              System.arraycopy(copies[first + i], 0, flat, i * width, width);
            }
            long[] shape = batch.shape().clone();
            shape[0] = count;
            double[] values =
                NdArrays.doubles(model.predict(NdArrays.array(batch.dataType(), flat, shape)));
            int k = values.length / count;
            for (int i = 0; i < count; i++) {
              all[first + i] = Arrays.copyOfRange(values, i * k, (i + 1) * k);
            }
          });
    }
    return all;
  }

  /**
   * The scores of changed copies of one instance.
   *
   * @param instance they are copies of
   * @param copies [m][elements of one row]
   * @return [m]
   */
  public double[] scores(int instance, double[][] copies) {
    return Arrays.stream(outputs(instance, copies)).mapToDouble(o -> score(instance, o)).toArray();
  }

  /**
   * The score that one output has for an instance.
   *
   * @param instance whose target counts
   * @param output [k]
   * @return the weighted sum
   */
  public double score(int instance, double[] output) {
    double[] weights = target.weights()[instance];
    double sum = 0;
    for (int c = 0; c < weights.length; c++) {
      sum += weights[c] == 0 ? 0 : weights[c] * output[c];
    }
    return sum;
  }

  /**
   * Makes sure that there are classes to predict.
   *
   * @param what is asked of them, for the message
   * @throws InputException if the single output of the model is a quantity
   */
  public void requireClasses(String what) {
    InputException.check(
        outputs.size(1) > 1,
        "%s is of predicted classes, but the model has one output, a quantity (it does not end in a"
            + " sigmoid); take a metric of scores, such as deletion.",
        what);
  }

  /**
   * The predicted class.
   *
   * @param output [k]
   * @return the first index of the largest value; 0 for a single output, which is a quantity
   */
  public static int predicted(double[] output) {
    return Numeric.argmax(output);
  }
}
