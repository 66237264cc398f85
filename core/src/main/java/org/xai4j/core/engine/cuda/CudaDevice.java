package org.xai4j.core.engine.cuda;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.cuda.driver.Arithmetic;
import org.xai4j.core.engine.cuda.driver.Driver;
import org.xai4j.core.engine.cuda.driver.KernelSources;
import org.xai4j.core.engine.cuda.driver.MatrixProduct;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Fusion;
import org.xai4j.core.tensor.Operator;
import org.xai4j.core.tensor.Rounding;
import org.xai4j.core.tensor.Tensor;

/**
 * Both precisions on a GPU, or on whatever else a {@link Driver} stands for. All work is done in
 * the order in which it is asked for, by any thread; copying out waits for it.
 */
public final class CudaDevice implements Device {
  /** Blocks that a multiprocessor is given of a kernel at most; threads then take more cells. */
  private static final int BLOCKS = 32;

  private final String id;
  private final Driver driver;
  private final CudaPool pool;
  private final Optional<Rounding> rounding;
  private final Map<Rounding, Device> rounded = new ConcurrentHashMap<>();

  /**
   * A device.
   *
   * @param id see {@link Device#id}
   * @param driver does the work
   */
  public CudaDevice(String id, Driver driver) {
    this(id, driver, new CudaPool(driver), Optional.empty());
  }

  private CudaDevice(String id, Driver driver, CudaPool pool, Optional<Rounding> rounding) {
    this.id = id;
    this.driver = driver;
    this.pool = pool;
    this.rounding = rounding;
  }

  @Override
  public Optional<Device> rounded(Rounding to) {
    return Optional.of(
        rounded.computeIfAbsent(
            to, r -> new CudaDevice(id + "-" + r.id(), driver, pool, Optional.of(r))));
  }

  @Override
  public String id() {
    return id;
  }

  CudaPool pool() {
    return pool;
  }

  @Override
  public boolean supports(DataType type) {
    return type == DataType.FLOAT || type == DataType.DOUBLE;
  }

  CudaTensor empty(DataType type, long... shape) {
    long length = cells(shape);
    return new CudaTensor(this, type, shape.clone(), pool.block(length * type.width()), 0);
  }

  private long cells(long... shape) {
    long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    InputException.check(
        length <= Integer.MAX_VALUE,
        "The engine %s takes arrays of up to %d elements, not of the shape %s; use smaller chunks.",
        id,
        Integer.MAX_VALUE,
        Arrays.toString(shape));
    return length;
  }

  /** Numbers copied in from the host's memory. */
  private CudaTensor copied(DataType type, long host, long... shape) {
    long bytes = cells(shape) * type.width();
    return new CudaTensor(this, type, shape.clone(), copied(host, bytes), 0);
  }

  private CudaBlock copied(long host, long bytes) {
    CudaBlock block = pool.incoming(bytes);
    driver.copyIn(block.address(), host, bytes, block.mark());
    return block;
  }

  @Override
  public Tensor of(INDArray array) {
    INDArray plain = NdArrays.contiguous(array) ? array : array.dup('c');
    long start = plain.data().pointer().address() + plain.offset() * plain.dataType().width();
    try {
      return copied(array.dataType(), start, array.shape());
    } finally {
      Reference.reachabilityFence(plain);
    }
  }

  @Override
  public Tensor of(DataType type, double[] values, long... shape) {
    if (type == DataType.FLOAT) {
      float[] narrow = new float[values.length];
      for (int i = 0; i < values.length; i++) {
        narrow[i] = (float) values[i];
      }
      return of(narrow, shape);
    }
    try (DoublePointer memory = new DoublePointer(values)) {
      return copied(type, memory.address(), shape);
    }
  }

  @Override
  public Tensor of(float[] values, long... shape) {
    try (FloatPointer memory = new FloatPointer(values)) {
      return copied(DataType.FLOAT, memory.address(), shape);
    }
  }

  /** Whole numbers for kernels. */
  CudaBlock ints(int... values) {
    try (IntPointer memory = new IntPointer(values)) {
      return copied(memory.address(), (long) values.length * Integer.BYTES);
    }
  }

  /** Room for whole numbers. */
  CudaBlock room(int count) {
    return pool.block((long) count * Integer.BYTES);
  }

  /** The first whole numbers of a block. */
  int[] read(CudaBlock block, int count) {
    int[] values = new int[count];
    try (IntPointer memory = new IntPointer(count)) {
      driver.copyOut(memory.address(), block.address(), (long) count * Integer.BYTES);
      memory.get(values);
    } finally {
      Reference.reachabilityFence(block);
    }
    return values;
  }

  void copyOut(CudaTensor tensor, long host) {
    try {
      driver.copyOut(host, tensor.address(), tensor.length() * tensor.type().width());
    } finally {
      Reference.reachabilityFence(tensor);
    }
  }

  @Override
  public Tensor filled(DataType type, double value, long... shape) {
    CudaTensor tensor = empty(type, shape);
    cells("fill", type, tensor.cells(), tensor, tensor.cells(), value);
    return tensor;
  }

  @Override
  public Tensor concat(int axis, Tensor... parts) {
    if (parts.length == 1) {
      return parts[0];
    }
    int along = axis < 0 ? axis + parts[0].rank() : axis;
    long[] shape = parts[0].shape();
    shape[along] = Arrays.stream(parts).mapToLong(part -> part.size(along)).sum();
    CudaTensor whole = empty(parts[0].type(), shape);
    long[] strides = Axes.strides(shape);
    long start = 0;
    for (Tensor part : parts) {
      long[] lengths = part.shape();
      copy((CudaTensor) part, 0, Axes.strides(lengths), whole, start, strides, lengths);
      start += lengths[along] * strides[along];
    }
    return whole;
  }

  /** Copies cells from place to place; starts and steps are in elements. */
  void copy(
      CudaTensor from,
      long fromStart,
      long[] fromSteps,
      CudaTensor to,
      long toStart,
      long[] toSteps,
      long[] lengths) {
    int n = (int) Arrays.stream(lengths).reduce(1, (a, b) -> a * b);
    int[] axes = Axes.of(lengths, toSteps, fromSteps).packed();
    cells("strided", to.type(), n, to, from, n, axes, (int) toStart, (int) fromStart);
  }

  /** Runs a kernel whose threads have some of n cells each. */
  void cells(String kernel, DataType type, int n, Object... arguments) {
    blocks(kernel, type, most(n), arguments);
  }

  /** Blocks that n cells are worth. */
  int most(int n) {
    int all = n / Driver.THREADS + (n % Driver.THREADS == 0 ? 0 : 1);
    return Math.max(1, Math.min(all, driver.processors() * BLOCKS));
  }

  /** Runs a kernel in blocks, which take more than their share where there are very many. */
  void blocks(String kernel, DataType type, int count, Object... arguments) {
    int blocks = Math.max(1, Math.min(count, driver.processors() * BLOCKS));
    try {
      driver.launch(
          driver.kernel(arithmetic(kernel, type), kernel), blocks, Arguments.pack(arguments));
    } finally {
      // Blocks outside of scopes go back to the pool when nobody can reach them.
      Reference.reachabilityFence(arguments);
    }
  }

  private Arithmetic arithmetic(String kernel, DataType type) {
    return KernelSources.kernel(kernel).rounds() ? ofProducts(type) : Arithmetic.of(type);
  }

  /** How products of a type are computed. */
  Arithmetic ofProducts(DataType type) {
    Arithmetic full = Arithmetic.of(type);
    return full == Arithmetic.FLOAT ? rounding.map(Arithmetic::of).orElse(full) : full;
  }

  /** A product by a library; false if it is left to a kernel. */
  boolean multiply(
      MatrixProduct product, CudaTensor out, CudaTensor a, CudaTensor b, CudaTensor bias) {
    try {
      return driver.multiply(product, out.address(), a.address(), b.address(), bias.address());
    } finally {
      for (CudaTensor used : new CudaTensor[] {out, a, b, bias}) {
        Reference.reachabilityFence(used);
      }
    }
  }

  @Override
  public Operator operator(Layer layer) {
    return CudaOperators.of(this, layer);
  }

  @Override
  public Fusion fusion() {
    return new CudaFusion(this);
  }

  @Override
  public Tensor[] step(Supplier<Tensor[]> work) {
    CudaArena arena = pool.arena();
    arena.enter();
    try {
      Tensor[] results = work.get();
      for (Tensor result : results) {
        result.retain();
      }
      return results;
    } finally {
      arena.leave();
    }
  }
}
