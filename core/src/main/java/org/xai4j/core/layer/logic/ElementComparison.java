package org.xai4j.core.layer.logic;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.Broadcasting;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.CustomLayer;

/**
 * Compares two arrays element by element, with broadcasting: 1 where the relation holds, else 0.
 * The output is constant nearly everywhere, so that nothing passes back through it.
 *
 * @param relation which one
 */
public record ElementComparison(Relation relation) implements CustomLayer {
  /** What is asked of a pair of numbers. */
  public enum Relation {
    /** a = b. */
    EQUAL,
    /** a ≠ b; of truth values, either … or. */
    NOT_EQUAL,
    /** a &lt; b. */
    LESS,
    /** a ≤ b. */
    LESS_OR_EQUAL;

    boolean holds(double a, double b) {
      return switch (this) {
        case EQUAL -> a == b;
        case NOT_EQUAL -> a != b;
        case LESS -> a < b;
        case LESS_OR_EQUAL -> a <= b;
      };
    }
  }

  @Override
  public long[] outputShape(long[]... inputs) {
    return Broadcasting.shape(inputs);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    long[] wide = outputShape(inputs[0].shape(), inputs[1].shape());
    double[] a = NdArrays.doubles(inputs[0]);
    double[] b = NdArrays.doubles(inputs[1]);
    int[] first = Broadcasting.places(inputs[0].shape(), wide);
    int[] second = Broadcasting.places(inputs[1].shape(), wide);
    double[] out = new double[first.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = relation.holds(a[first[i]], b[second[i]]) ? 1 : 0;
    }
    return NdArrays.array(inputs[0].dataType(), out, wide);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, INDArray output, INDArray signal) {
    return new INDArray[] {zeros(inputs[0]), zeros(inputs[1])};
  }

  private static INDArray zeros(INDArray like) {
    return NdArrays.array(like.dataType(), new double[(int) like.length()], like.shape());
  }

  @Override
  public Passing passing() {
    return Passing.MOVES;
  }
}
