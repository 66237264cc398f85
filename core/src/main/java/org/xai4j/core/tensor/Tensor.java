package org.xai4j.core.tensor;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.run.Chunks;

/**
 * Numbers on a device. Where and in which layout they lie is the device's own business; rules and
 * explainers are written with the operations below. Tensors are immutable to their users: every
 * operation gives a new one. What is made inside of a chunk goes with it ({@link
 * org.xai4j.core.run.Scope}); copy out what shall stay.
 *
 * <p>Binary operations broadcast as NumPy does: axes are counted from the last, and an axis of
 * length 1 or a missing one is stretched.
 */
public interface Tensor {
  /** What a {@link #mask} tells of an element. */
  enum Sign {
    /** x &gt; 0. */
    POSITIVE,
    /** x ≥ 0. */
    NOT_NEGATIVE,
    /** x &lt; 0. */
    NEGATIVE
  }

  /**
   * Where the numbers lie.
   *
   * @return the device that made this tensor
   */
  Device device();

  /**
   * The type of the elements.
   *
   * @return FLOAT or DOUBLE
   */
  DataType type();

  /**
   * The lengths of the axes.
   *
   * @return a copy
   */
  long[] shape();

  /**
   * The number of axes.
   *
   * @return from 0 on
   */
  default int rank() {
    return shape().length;
  }

  /**
   * The length of an axis.
   *
   * @param axis counted from 0, or from the end if negative
   * @return elements along it
   */
  default long size(int axis) {
    long[] shape = shape();
    return shape[axis < 0 ? axis + shape.length : axis];
  }

  /**
   * The number of elements.
   *
   * @return the product of the shape
   */
  default long length() {
    long length = 1;
    for (long d : shape()) {
      length *= d;
    }
    return length;
  }

  /**
   * this + other.
   *
   * @param other broadcasts
   * @return the sum
   */
  Tensor add(Tensor other);

  /**
   * this − other.
   *
   * @param other broadcasts
   * @return the difference
   */
  Tensor sub(Tensor other);

  /**
   * this · other, element by element.
   *
   * @param other broadcasts
   * @return the product
   */
  Tensor mul(Tensor other);

  /**
   * this / other, element by element.
   *
   * @param other broadcasts
   * @return the quotient
   */
  Tensor div(Tensor other);

  /**
   * The larger of two elements.
   *
   * @param other broadcasts
   * @return max(this, other)
   */
  Tensor max(Tensor other);

  /**
   * The smaller of two elements.
   *
   * @param other broadcasts
   * @return min(this, other)
   */
  Tensor min(Tensor other);

  /**
   * this + number.
   *
   * @param number added to every element
   * @return the sum
   */
  Tensor add(double number);

  /**
   * this · number.
   *
   * @param number factor of every element
   * @return the product
   */
  Tensor mul(double number);

  /**
   * The stabilised quotient this / (z + ε·sign z) with sign 0 = +1; 0 where the denominator's
   * magnitude is below the smallest normal number.
   *
   * @param z broadcasts to this tensor's shape
   * @param epsilon from 0 on
   * @return the quotient
   */
  Tensor div(Tensor z, double epsilon);

  /**
   * The positive part.
   *
   * @return max(x, 0)
   */
  Tensor positive();

  /**
   * The negative part.
   *
   * @return min(x, 0)
   */
  Tensor negative();

  /**
   * The magnitude.
   *
   * @return |x|
   */
  Tensor abs();

  /**
   * Where elements have a sign.
   *
   * @param sign asked for
   * @return 1 where they have it, else 0
   */
  Tensor mask(Sign sign);

  /**
   * Sums over axes, which keep a length of 1.
   *
   * @param axes each counted from 0, or from the end if negative
   * @return the sums
   */
  Tensor sum(int... axes);

  /**
   * The smallest element; the device is waited for.
   *
   * @return −∞ is never given for an empty tensor: there are none
   */
  double least();

  /**
   * The point of a straight line: this + place · (to − this).
   *
   * @param to of this tensor's shape
   * @param place 0 gives this, 1 the other
   * @return the point
   */
  default Tensor lerp(Tensor to, double place) {
    return add(to.sub(this).mul(place));
  }

  /**
   * Neighbouring slices along the first axis.
   *
   * @param from the first
   * @param to behind the last
   * @return a tensor of to − from slices
   */
  Tensor rows(long from, long to);

  /**
   * Axes in another order.
   *
   * @param order axis i of the result is axis order[i] of this
   * @return the permuted tensor
   */
  Tensor permute(int... order);

  /**
   * The same elements, in row-major order, in another shape.
   *
   * @param shape of as many elements
   * @return the reshaped tensor
   */
  Tensor reshape(long... shape);

  /**
   * Axes of length 1 stretched.
   *
   * @param shape wanted
   * @return a tensor of that shape
   */
  Tensor broadcast(long... shape);

  /**
   * The elements, copied out in row-major order.
   *
   * @return a new array
   */
  double[] doubles();

  /**
   * The elements, copied out in row-major order.
   *
   * @return a new array, rounded if this is a DOUBLE tensor
   */
  float[] floats();

  /**
   * The elements as an array of DL4J's world: the way out of a chunk.
   *
   * @return row-major; not to be modified, it may share this tensor's memory
   */
  INDArray array();

  /**
   * Writes the elements over rows of an array.
   *
   * @param whole [rows, …], row-major, of this tensor's type
   * @param from place of this tensor's first row there
   */
  default void into(INDArray whole, long from) {
    whole.get(NDArrayIndex.interval(from, from + size(0))).assign(array());
  }

  /**
   * The elements as an array of its own, which outlives the chunk.
   *
   * @return row-major; shares no memory with this tensor
   */
  default INDArray copied() {
    INDArray array = array();
    return Chunks.outside(() -> array.dup('c'));
  }

  /**
   * Keeps the memory until {@link #release}: for those who hold values whose last reader they know,
   * so that memory is used again before the chunk ends. Tensors that share memory share the count.
   *
   * @return this
   */
  default Tensor retain() {
    return this;
  }

  /** Takes one {@link #retain} back; the memory of a tensor that nobody holds is used again. */
  default void release() {}
}
