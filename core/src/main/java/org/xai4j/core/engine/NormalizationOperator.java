package org.xai4j.core.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.InstanceNormalization;
import org.xai4j.core.layer.LayerNormalization;

/**
 * Normalisation by each row's own statistics over the trailing axes: y = γ·(x − m)/√(v + ε) + β.
 * With x̂ the normalised values and g = γ·s the scaled signal, the gradient is (g − mean g −
 * x̂·mean(g·x̂)) / √(v + ε).
 */
final class NormalizationOperator implements Operator {
  /** Elements of a block, but at least a row. */
  private static final int BLOCK = 1 << 12;

  private final double[] gammas;
  private final double[] betas;
  private final double epsilon;
  private final boolean instance;

  private NormalizationOperator(INDArray gamma, INDArray beta, double epsilon, boolean instance) {
    this.gammas = Host.doubles(gamma);
    this.betas = Host.doubles(beta);
    this.epsilon = epsilon;
    this.instance = instance;
  }

  static Operator of(LayerNormalization layer) {
    return new NormalizationOperator(layer.gamma(), layer.beta(), layer.epsilon(), false);
  }

  static Operator of(InstanceNormalization layer) {
    return new NormalizationOperator(layer.gamma(), layer.beta(), layer.epsilon(), true);
  }

  @Override
  public INDArray forward(INDArray... inputs) {
    return run(inputs[0], null);
  }

  @Override
  public INDArray[] gradient(INDArray[] inputs, Recorded recorded, INDArray signal) {
    return new INDArray[] {run(inputs[0], signal)};
  }

  /** The output, or for a signal the gradient, in blocks of rows that fit the cache. */
  private INDArray run(INDArray x, @Nullable INDArray signal) {
    INDArray y = Ops.empty(x.dataType(), x.shape());
    Span in = new Span(x);
    Span out = new Span(y);
    Span signals = signal == null ? null : new Span(signal);
    int size = (int) (instance ? x.length() / (x.size(0) * x.size(1)) : gammas.length);
    long rows = x.length() / size;
    int block = (int) Math.max(1, Math.min(rows, BLOCK / size));
    double[] values = new double[block * size];
    double[] given = new double[signals == null ? 0 : block * size];
    Row row = new Row(size);
    for (long first = 0; first < rows; first += block) {
      int count = (int) Math.min(block, rows - first);
      in.read(first * size, values, count * size);
      if (signals != null) {
        signals.read(first * size, given, count * size);
      }
      for (int r = 0; r < count; r++) {
        row.affine(first + r);
        row.normalize(values, r * size);
        if (signals == null) {
          row.forward(values, r * size);
        } else {
          row.back(given, r * size, values);
        }
      }
      out.write(first * size, values, count * size);
    }
    return y;
  }

  /** One row at work. Its arrays start at 0: the Java compiler vectorises nothing else. */
  private final class Row {
    private final double[] scale;
    private final double[] shift;
    private final double[] normal;
    private final double[] other;
    private double inverse;

    Row(int size) {
      normal = new double[size];
      other = new double[size];
      scale = instance ? new double[size] : gammas;
      shift = instance ? new double[size] : betas;
    }

    /** Sets γ and β of a row of instance normalisation; layer normalisation has one for all. */
    void affine(long row) {
      if (instance) {
        int channel = (int) (row % gammas.length);
        Arrays.fill(scale, gammas[channel]);
        Arrays.fill(shift, betas[channel]);
      }
    }

    /** Sets 1/√(v + ε) and the normalised values. */
    void normalize(double[] values, int from) {
      int size = normal.length;
      System.arraycopy(values, from, normal, 0, size);
      double mean = DoubleLoops.sum(normal, 0, size) / size;
      for (int i = 0; i < size; i++) {
        normal[i] -= mean;
      }
      inverse = 1 / Math.sqrt(DoubleLoops.dot(normal, normal, size) / size + epsilon);
      for (int i = 0; i < size; i++) {
        normal[i] *= inverse;
      }
    }

    void forward(double[] into, int from) {
      for (int i = 0; i < other.length; i++) {
        other[i] = scale[i] * normal[i] + shift[i];
      }
      System.arraycopy(other, 0, into, from, other.length);
    }

    void back(double[] signal, int from, double[] into) {
      int size = other.length;
      System.arraycopy(signal, from, other, 0, size);
      for (int i = 0; i < size; i++) {
        other[i] *= scale[i];
      }
      double mean = DoubleLoops.sum(other, 0, size) / size;
      double product = DoubleLoops.dot(other, normal, size) / size;
      for (int i = 0; i < size; i++) {
        other[i] = inverse * (other[i] - mean - normal[i] * product);
      }
      System.arraycopy(other, 0, into, from, size);
    }
  }
}
