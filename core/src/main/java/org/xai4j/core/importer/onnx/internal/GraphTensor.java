package org.xai4j.core.importer.onnx.internal;

import java.util.Arrays;
import org.xai4j.core.run.InputException;

/** What stands behind a name in an ONNX graph. */
public sealed interface GraphTensor {
  /** The shape in each probe. */
  Twin<long[]> shape();

  /** Number of axes. */
  default int rank() {
    return shape().first().length;
  }

  /** Whether an axis has the same length in both probes. */
  default boolean fixed(int axis) {
    return shape().first()[axis] == shape().second()[axis];
  }

  /** Whether an axis holds the batch, alone or merged with others. */
  default boolean batch(int axis) {
    return shape().first()[axis] > shape().second()[axis];
  }

  /** Whether another tensor has the same shape in both probes. */
  default boolean shaped(Twin<long[]> other) {
    return Arrays.equals(shape().first(), other.first())
        && Arrays.equals(shape().second(), other.second());
  }

  /**
   * Known when the file is read: it depends on shapes at most, not on the input's values.
   *
   * @param name in the file
   * @param values in each probe
   */
  record Known(String name, Twin<Value> values) implements GraphTensor {
    @Override
    public Twin<long[]> shape() {
      return values.map(Value::shape);
    }

    public boolean constant() {
      return values.first().sameAs(values.second());
    }
  }

  /**
   * The output of a node of the network.
   *
   * @param node its index in the draft
   * @param shape in each probe
   */
  record Computed(int node, Twin<long[]> shape) implements GraphTensor {}

  /**
   * Parts side by side, of which one numbers the rows of the batch: what picks in each row at a
   * place of its own is made of. No layer computes it.
   *
   * @param parts along the last axis
   * @param shape in each probe
   */
  record Joined(java.util.List<GraphTensor> parts, Twin<long[]> shape) implements GraphTensor {}

  /**
   * Places in rows laid end to end: the computed place in each row plus the row's number times its
   * length. No layer computes it.
   *
   * @param within the place in the row
   * @param step the length of a row
   */
  record Offset(Computed within, long step) implements GraphTensor {
    @Override
    public Twin<long[]> shape() {
      return within.shape();
    }
  }

  /**
   * Codes of quantised numbers. No layer computes them.
   *
   * @param value the numbers they stand for, (code − zero)·scale
   * @param scale of a step
   * @param zero the code of 0
   */
  record Codes(Computed value, double scale, double zero) implements GraphTensor {
    @Override
    public Twin<long[]> shape() {
      return value.shape();
    }
  }

  /**
   * Where a computed mask [n, time] holds, row by row: how many places there are is not known. No
   * layer computes it.
   *
   * @param mask of ones and zeros
   * @param tuples whether each place is a row of this tensor, else a column
   */
  record Marks(Computed mask, boolean tuples) implements GraphTensor {
    @Override
    public Twin<long[]> shape() {
      throw unknown();
    }
  }

  /**
   * The steps of an array [n, time, …] at which a computed mask holds. No layer computes it.
   *
   * @param source the array
   * @param mask of ones and zeros [n, time]
   * @param apart whether the steps of a row lie along an axis of their own, else all end to end
   */
  record Marked(Computed source, Computed mask, boolean apart) implements GraphTensor {
    @Override
    public Twin<long[]> shape() {
      throw unknown();
    }
  }

  private static InputException unknown() {
    return new InputException(
        "takes cells at which a computed condition holds, whose number is not known when the file is"
            + " read; only the k-th of them in each row, x[mask].view(n, -1, d)[:, k], is supported");
  }

  /**
   * An output that has no counterpart; an error only once something reads it.
   *
   * @param reason the error's sentence
   */
  record Missing(String reason) implements GraphTensor {
    @Override
    public Twin<long[]> shape() {
      throw new InputException(reason);
    }
  }
}
