package org.xai4j.core.engine.cuda.driver;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The part of CUDA's driver interface that is used, by the names that drivers of CUDA 11 to 13
 * alike have. Handles are pointers, addresses on the device numbers; what is given back is an error
 * code.
 */
final class CudaApi {
  static {
    Native.register(
        CudaApi.class, NativeLibrary.getInstance(Platform.isWindows() ? "nvcuda" : "libcuda.so.1"));
  }

  private CudaApi() {}

  static native int cuInit(int flags);

  static native int cuDriverGetVersion(IntByReference version);

  static native int cuDeviceGetCount(IntByReference count);

  static native int cuDeviceGet(IntByReference device, int ordinal);

  static native int cuDeviceGetName(byte[] name, int length, int device);

  static native int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

  static native int cuDevicePrimaryCtxRetain(PointerByReference context, int device);

  static native int cuDevicePrimaryCtxRelease_v2(int device);

  static native int cuCtxSetCurrent(Pointer context);

  static native int cuCtxSynchronize();

  static native int cuMemAlloc_v2(LongByReference address, long bytes);

  static native int cuMemFree_v2(long address);

  static native int cuMemAllocHost_v2(PointerByReference address, long bytes);

  static native int cuMemFreeHost(Pointer address);

  static native int cuMemcpyHtoDAsync_v2(long device, Pointer host, long bytes, Pointer stream);

  static native int cuMemcpyDtoHAsync_v2(Pointer host, long device, long bytes, Pointer stream);

  static native int cuStreamCreate(PointerByReference stream, int flags);

  static native int cuStreamDestroy_v2(Pointer stream);

  static native int cuStreamWaitEvent(Pointer stream, Pointer event, int flags);

  static native int cuEventCreate(PointerByReference event, int flags);

  static native int cuEventDestroy_v2(Pointer event);

  static native int cuEventRecord(Pointer event, Pointer stream);

  static native int cuEventSynchronize(Pointer event);

  static native int cuModuleLoadData(PointerByReference module, byte[] image);

  static native int cuModuleUnload(Pointer module);

  static native int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

  static native int cuLaunchKernel(
      Pointer function,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int sharedBytes,
      Pointer stream,
      Pointer parameters,
      Pointer extra);

  static native int cuGetErrorString(int error, PointerByReference text);
}
