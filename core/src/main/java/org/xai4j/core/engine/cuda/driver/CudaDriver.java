package org.xai4j.core.engine.cuda.driver;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The first NVIDIA GPU of this machine by CUDA's driver interface. Kernels are compiled by NVRTC
 * for the very GPU, or for the newest architecture that NVRTC knows if the GPU is newer; the driver
 * then does the rest. Kernels run in one stream, one after the other, copies beside them.
 */
public final class CudaDriver implements Driver {
  private static final int OUT_OF_MEMORY = 2;
  private static final int MULTIPROCESSORS = 16;
  private static final int CAPABILITY_MAJOR = 75;
  private static final int CAPABILITY_MINOR = 76;

  /** Bytes that a library may use for itself. */
  private static final long WORKSPACE = 32L << 20;

  /** Marks in the list that gives a kernel its arguments in one piece. */
  private static final long PARAMETERS = 1;

  private static final long PARAMETER_BYTES = 2;

  private final int device;
  private final Pointer context;
  private final Nvrtc compiler;
  private final String name;
  private final int processors;
  private final int capability;
  private final Map<String, Pointer> modules = new HashMap<>();
  private final Map<String, Long> kernels = new HashMap<>();
  private final ThreadLocal<Memory> lists = ThreadLocal.withInitial(CudaDriver::list);
  private final ThreadLocal<Boolean> entered = ThreadLocal.withInitial(() -> false);

  private final Transfers transfers;
  private final Optional<MatrixLibrary> library;

  private CudaDriver(int device, Nvrtc compiler, Optional<MatrixLibrary.Maker> maker) {
    this.device = device;
    this.compiler = compiler;
    PointerByReference made = new PointerByReference();
    check("cuDevicePrimaryCtxRetain", CudaApi.cuDevicePrimaryCtxRetain(made, device));
    context = made.getValue();
    byte[] text = new byte[256];
    check("cuDeviceGetName", CudaApi.cuDeviceGetName(text, text.length, device));
    name = Native.toString(text, StandardCharsets.UTF_8.name());
    processors = attribute(MULTIPROCESSORS);
    capability = 10 * attribute(CAPABILITY_MAJOR) + attribute(CAPABILITY_MINOR);
    transfers = new Transfers(new CudaQueues(this::enter));
    library = maker.map(m -> m.of(allocate(WORKSPACE), WORKSPACE));
  }

  /**
   * What was found.
   *
   * @param drivers the one there is, or none
   * @param missing why there is none
   */
  public record Found(List<Driver> drivers, String missing) {
    static Found none(String missing) {
      return new Found(List.of(), missing);
    }
  }

  /**
   * Looks for a GPU.
   *
   * @param library of matrix products, if one is installed
   * @return the driver, or why there is none
   */
  public static Found find(Optional<MatrixLibrary.Maker> library) {
    try {
      int result = CudaApi.cuInit(0);
      IntByReference count = new IntByReference();
      if (result != 0 || CudaApi.cuDeviceGetCount(count) != 0 || count.getValue() == 0) {
        return Found.none("its driver finds no NVIDIA GPU (error " + result + ")");
      }
    } catch (UnsatisfiedLinkError e) {
      return Found.none("there is no NVIDIA driver (libcuda)");
    }
    return Nvrtc.find()
        .map(nvrtc -> new Found(List.of(new CudaDriver(first(), nvrtc, library)), ""))
        .orElseGet(
            () ->
                Found.none(
                    "NVIDIA's compiler (libnvrtc of CUDA 11, 12 or 13) is not on the library"
                        + " path"));
  }

  private static int first() {
    IntByReference device = new IntByReference();
    check("cuDeviceGet", CudaApi.cuDeviceGet(device, 0));
    return device.getValue();
  }

  private int attribute(int which) {
    IntByReference value = new IntByReference();
    check("cuDeviceGetAttribute", CudaApi.cuDeviceGetAttribute(value, which, device));
    return value.getValue();
  }

  static void check(String call, int result) {
    if (result == 0) {
      return;
    }
    PointerByReference text = new PointerByReference();
    boolean told = CudaApi.cuGetErrorString(result, text) == 0;
    String reason = told ? text.getValue().getString(0) : "error " + result;
    throw new DriverException(
        "The GPU's driver refuses " + call + ": " + reason, result == OUT_OF_MEMORY);
  }

  /** Makes the context this thread's. */
  private void enter() {
    if (!entered.get()) {
      check("cuCtxSetCurrent", CudaApi.cuCtxSetCurrent(context));
      entered.set(true);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int processors() {
    return processors;
  }

  @Override
  public long allocate(long bytes) {
    enter();
    LongByReference address = new LongByReference();
    check("cuMemAlloc", CudaApi.cuMemAlloc_v2(address, bytes));
    return address.getValue();
  }

  @Override
  public void free(long address) {
    synchronize();
    check("cuMemFree", CudaApi.cuMemFree_v2(address));
  }

  @Override
  public long mark() {
    return transfers.mark();
  }

  @Override
  public void unmark(long mark) {
    transfers.unmark(mark);
  }

  @Override
  public void copyIn(long to, long host, long bytes, OptionalLong mark) {
    if (mark.isPresent()) {
      transfers.copyIn(to, host, bytes, mark.getAsLong());
    } else {
      transfers.copyIn(to, host, bytes);
    }
  }

  @Override
  public void copyOut(long host, long from, long bytes) {
    transfers.copyOut(host, from, bytes);
  }

  @Override
  public synchronized long kernel(Arithmetic arithmetic, String kernel) {
    return kernels.computeIfAbsent(
        arithmetic + " " + kernel,
        key -> {
          enter();
          String file = KernelSources.kernel(kernel).file();
          Pointer module =
              modules.computeIfAbsent(arithmetic + " " + file, k -> loaded(file, arithmetic));
          PointerByReference function = new PointerByReference();
          check(
              "cuModuleGetFunction(" + kernel + ")",
              CudaApi.cuModuleGetFunction(function, module, kernel));
          return Pointer.nativeValue(function.getValue());
        });
  }

  private Pointer loaded(String file, Arithmetic arithmetic) {
    boolean known = compiler.architectures().contains(capability);
    int newest =
        compiler.architectures().stream().filter(a -> a <= capability).reduce(0, Math::max);
    List<String> options = new ArrayList<>(List.of("--std=c++14"));
    arithmetic.definitions().forEach(definition -> options.add("-D" + definition));
    options.add(
        known ? "--gpu-architecture=sm_" + capability : "--gpu-architecture=compute_" + newest);
    String text = KernelSources.headers() + KernelSources.text(file);
    byte[] image = compiler.compile(file, text, options, known);
    PointerByReference module = new PointerByReference();
    check("cuModuleLoadData(" + file + ")", CudaApi.cuModuleLoadData(module, image));
    return module.getValue();
  }

  @Override
  public void launch(long kernel, int blocks, ByteBuffer arguments) {
    enter();
    Memory list = lists.get();
    list.setLong(5L * Native.POINTER_SIZE, arguments.limit());
    list.setPointer(Native.POINTER_SIZE, Native.getDirectBufferPointer(arguments));
    check(
        "cuLaunchKernel",
        CudaApi.cuLaunchKernel(
            new Pointer(kernel),
            blocks,
            1,
            1,
            THREADS,
            1,
            1,
            0,
            new Pointer(transfers.work()),
            Pointer.NULL,
            list));
  }

  /**
   * What a launch is given: a mark, where the arguments lie, a mark, where their size lies, which
   * is behind the end of the list. The driver has read all of it when the launch returns.
   */
  private static Memory list() {
    Memory list = new Memory(6L * Native.POINTER_SIZE);
    list.clear();
    list.setLong(0, PARAMETERS);
    list.setLong(2L * Native.POINTER_SIZE, PARAMETER_BYTES);
    list.setPointer(3L * Native.POINTER_SIZE, list.share(5L * Native.POINTER_SIZE));
    return list;
  }

  @Override
  public boolean multiply(MatrixProduct product, long out, long a, long b, long bias) {
    enter();
    return library.isPresent()
        && library.get().multiply(product, out, a, b, bias, transfers.work());
  }

  @Override
  public void synchronize() {
    enter();
    check("cuCtxSynchronize", CudaApi.cuCtxSynchronize());
  }

  @Override
  public synchronized void close() {
    synchronize();
    library.ifPresent(MatrixLibrary::close);
    transfers.close();
    modules.values().forEach(module -> check("cuModuleUnload", CudaApi.cuModuleUnload(module)));
    modules.clear();
    kernels.clear();
    check("cuDevicePrimaryCtxRelease", CudaApi.cuDevicePrimaryCtxRelease_v2(device));
  }
}
