package org.xai4j.core.engine.cuda.driver;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * What a GPU does for its device: memory, copies and kernels, which run in the order in which they
 * are asked for. Thread-safe. Every call is checked: what fails throws {@link DriverException}.
 */
public interface Driver extends AutoCloseable {
  /**
   * Which device this is.
   *
   * @return for people, for example {@code NVIDIA H100}
   */
  String name();

  /**
   * How many blocks of threads can work at once, at least.
   *
   * @return the number of multiprocessors
   */
  int processors();

  /**
   * Takes memory.
   *
   * @param bytes how much
   * @return its address on the device, on a boundary of 256 bytes
   * @throws DriverException {@link DriverException#outOfMemory} if there is not as much
   */
  long allocate(long bytes);

  /**
   * Gives memory back when all work asked for before is done.
   *
   * @param address as given by {@link #allocate}
   */
  void free(long address);

  /**
   * A point behind all work asked for so far.
   *
   * @return to be given to {@link #copyIn} or {@link #unmark}, once
   */
  long mark();

  /**
   * Gives a mark back that is not needed.
   *
   * @param mark as given by {@link #mark}
   */
  void unmark(long mark);

  /**
   * Copies to the device, before all work asked for from now on and behind a mark, beside what is
   * asked for in between. The host's memory may be written again when this returns.
   *
   * @param device address there
   * @param host address here
   * @param bytes how many
   * @param mark behind the last work on that place; none if there was no work on it
   */
  void copyIn(long device, long host, long bytes, OptionalLong mark);

  /**
   * Copies from the device, when all work asked for before is done.
   *
   * @param host address here
   * @param device address there
   * @param bytes how many
   */
  void copyOut(long host, long device, long bytes);

  /**
   * A kernel made ready to run.
   *
   * @param arithmetic of the numbers it works on
   * @param name as in the sources
   * @return a handle
   */
  long kernel(Arithmetic arithmetic, String name);

  /**
   * Runs a kernel; returns before it is done.
   *
   * @param kernel its handle
   * @param blocks how many blocks of {@link #THREADS} threads
   * @param arguments packed as the device lays them out, up to the limit
   */
  void launch(long kernel, int blocks, ByteBuffer arguments);

  /**
   * Runs a product by a library; returns before it is done.
   *
   * @param product which
   * @param out address of the results
   * @param a address of the first factors
   * @param b address of the second factors
   * @param bias address of the bias, not read if there is none
   * @return false if there is no library, or it has no way: nothing was done
   */
  default boolean multiply(MatrixProduct product, long out, long a, long b, long bias) {
    return false;
  }

  /** Waits for all work asked for. */
  void synchronize();

  /** Gives everything back. */
  @Override
  void close();

  /** Threads of a block. */
  int THREADS = 256;
}
