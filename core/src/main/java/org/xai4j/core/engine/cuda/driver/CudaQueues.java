package org.xai4j.core.engine.cuda.driver;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** {@link QueueCalls} of CUDA's driver, in whatever context the calling thread has. */
final class CudaQueues implements QueueCalls {
  /** Without waiting for the default stream. */
  private static final int NON_BLOCKING = 1;

  /** Events that only order. */
  private static final int WITHOUT_TIMING = 2;

  private final Runnable enter;

  /**
   * Calls of a context.
   *
   * @param enter makes it the calling thread's
   */
  CudaQueues(Runnable enter) {
    this.enter = enter;
  }

  private void check(String call, int result) {
    CudaDriver.check(call, result);
  }

  @Override
  public long hostBlock(long bytes) {
    enter.run();
    PointerByReference made = new PointerByReference();
    check("cuMemAllocHost", CudaApi.cuMemAllocHost_v2(made, bytes));
    return Pointer.nativeValue(made.getValue());
  }

  @Override
  public void freeHostBlock(long address) {
    enter.run();
    check("cuMemFreeHost", CudaApi.cuMemFreeHost(new Pointer(address)));
  }

  @Override
  public long stream() {
    enter.run();
    PointerByReference made = new PointerByReference();
    check("cuStreamCreate", CudaApi.cuStreamCreate(made, NON_BLOCKING));
    return Pointer.nativeValue(made.getValue());
  }

  @Override
  public void endStream(long stream) {
    enter.run();
    check("cuStreamDestroy", CudaApi.cuStreamDestroy_v2(new Pointer(stream)));
  }

  @Override
  public long event() {
    enter.run();
    PointerByReference made = new PointerByReference();
    check("cuEventCreate", CudaApi.cuEventCreate(made, WITHOUT_TIMING));
    return Pointer.nativeValue(made.getValue());
  }

  @Override
  public void endEvent(long event) {
    enter.run();
    check("cuEventDestroy", CudaApi.cuEventDestroy_v2(new Pointer(event)));
  }

  @Override
  public void record(long event, long stream) {
    enter.run();
    check("cuEventRecord", CudaApi.cuEventRecord(new Pointer(event), new Pointer(stream)));
  }

  @Override
  public void await(long stream, long event) {
    enter.run();
    check(
        "cuStreamWaitEvent", CudaApi.cuStreamWaitEvent(new Pointer(stream), new Pointer(event), 0));
  }

  @Override
  public void synchronize(long event) {
    enter.run();
    check("cuEventSynchronize", CudaApi.cuEventSynchronize(new Pointer(event)));
  }

  @Override
  public void copyIn(long device, long host, long bytes, long stream) {
    enter.run();
    check(
        "cuMemcpyHtoDAsync",
        CudaApi.cuMemcpyHtoDAsync_v2(device, new Pointer(host), bytes, new Pointer(stream)));
  }

  @Override
  public void copyOut(long host, long device, long bytes, long stream) {
    enter.run();
    check(
        "cuMemcpyDtoHAsync",
        CudaApi.cuMemcpyDtoHAsync_v2(new Pointer(host), device, bytes, new Pointer(stream)));
  }

  @Override
  public void move(long to, long from, long bytes) {
    HostAddress.copy(to, from, bytes);
  }
}
