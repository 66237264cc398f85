package org.xai4j.core.run;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Gathers the results of chunks into one array that outlives them. Thread-safe. */
public final class Gathered {
  private final long rows;
  private @Nullable INDArray whole;

  /**
   * Starts without rows.
   *
   * @param rows of the whole array
   */
  public Gathered(long rows) {
    this.rows = rows;
  }

  /**
   * Stores the rows of a chunk.
   *
   * @param from place of its first row
   * @param part [m, …]; copied
   */
  public void put(long from, INDArray part) {
    INDArray target = whole(part.dataType(), part.shape());
    INDArray place =
        part.size(0) == rows
            ? target
            : target.get(NDArrayIndex.interval(from, from + part.size(0)));
    place.assign(part);
  }

  /**
   * Stores all rows at once: one array less than {@link #put}.
   *
   * @param all [rows, …], which outlives the chunks; not copied
   */
  public synchronized void all(INDArray all) {
    whole = all;
  }

  /**
   * The array itself, of which each chunk writes its own rows.
   *
   * @param type of all parts
   * @param part shape of any part
   * @return [rows, …], row-major; made by the first call
   */
  public synchronized INDArray whole(DataType type, long... part) {
    INDArray array = whole;
    if (array == null) {
      long[] shape = part.clone();
      shape[0] = rows;
      array = Chunks.outside(() -> Nd4j.createUninitialized(type, shape, 'c'));
      whole = array;
    }
    return array;
  }

  /**
   * The whole array.
   *
   * @return [rows, …]
   */
  public synchronized INDArray get() {
    INDArray array = whole;
    if (array == null) {
      throw new IllegalStateException("no chunk was stored");
    }
    return array;
  }
}
