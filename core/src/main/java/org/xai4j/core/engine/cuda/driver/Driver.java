package org.xai4j.core.engine.cuda.driver;

import java.nio.ByteBuffer;

/**
 * What a GPU does for {@link CudaDevice}: memory, copies and kernels, all in the order in which
 * they are asked for. Thread-safe. Every call is checked: what fails throws {@link
 * DriverException}.
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
   * Copies to the device; done when this returns.
   *
   * @param device address there
   * @param host address here
   * @param bytes how many
   */
  void copyIn(long device, long host, long bytes);

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

  /** Waits for all work asked for. */
  void synchronize();

  /** Gives everything back. */
  @Override
  void close();

  /** Threads of a block. */
  int THREADS = 256;
}
