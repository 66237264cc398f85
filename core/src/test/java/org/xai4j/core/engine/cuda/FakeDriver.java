package org.xai4j.core.engine.cuda;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.xai4j.core.engine.cuda.driver.Arithmetic;
import org.xai4j.core.engine.cuda.driver.Driver;
import org.xai4j.core.engine.cuda.driver.DriverException;

/** Writes down what it is asked for, and has as much memory as it is told. */
final class FakeDriver implements Driver {
  /** A kernel's start. */
  record Launch(String kernel, int blocks, byte[] arguments) {}

  final List<Launch> launches = new ArrayList<>();
  final List<Long> unmarked = new ArrayList<>();
  private long marks;
  final List<Long> given = new ArrayList<>();
  private final List<String> kernels = new ArrayList<>();
  private final long most;
  long taken;
  private final java.util.Map<Long, Long> sizes = new java.util.HashMap<>();
  private long next = 256;

  FakeDriver(long most) {
    this.most = most;
  }

  @Override
  public String name() {
    return "a fake";
  }

  @Override
  public int processors() {
    return 4;
  }

  @Override
  public long allocate(long bytes) {
    if (taken + bytes > most) {
      throw new DriverException("full", true);
    }
    taken += bytes;
    long address = next;
    next += bytes;
    sizes.put(address, bytes);
    return address;
  }

  @Override
  public void free(long address) {
    taken -= sizes.remove(address);
    given.add(address);
  }

  @Override
  public long mark() {
    return ++marks;
  }

  @Override
  public void unmark(long mark) {
    unmarked.add(mark);
  }

  @Override
  public void copyIn(long device, long host, long bytes, OptionalLong mark) {
    throw new DriverException("The GPU's driver refuses cuMemcpyHtoDAsync: an example", false);
  }

  @Override
  public void copyOut(long host, long device, long bytes) {
    throw new DriverException("The GPU's driver refuses cuMemcpyDtoH: an example", false);
  }

  @Override
  public long kernel(Arithmetic arithmetic, String name) {
    kernels.add(arithmetic + " " + name);
    return kernels.size() - 1;
  }

  @Override
  public void launch(long kernel, int blocks, ByteBuffer arguments) {
    byte[] copy = new byte[arguments.limit()];
    arguments.get(copy);
    launches.add(new Launch(kernels.get((int) kernel), blocks, copy));
  }

  @Override
  public void synchronize() {}

  @Override
  public void close() {}
}
