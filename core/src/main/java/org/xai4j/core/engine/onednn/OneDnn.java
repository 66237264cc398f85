package org.xai4j.core.engine.onednn;

import java.util.function.Supplier;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.xai4j.core.run.Chunks;

/** The library: its one engine, a stream per thread, attributes. */
final class OneDnn {
  static final engine ENGINE = new engine(engine.kind.cpu, 0);
  private static final ThreadLocal<stream> STREAMS =
      ThreadLocal.withInitial(() -> new stream(ENGINE));

  private OneDnn() {}

  /** Operations below which a second thread costs more than it brings. */
  private static final long SMALL = 4_000_000;

  /** Threads that one primitive may use now. */
  private static final ThreadLocal<Integer> THREADS = ThreadLocal.withInitial(() -> 1);

  /**
   * Threads for a primitive that is run next.
   *
   * @param operations it takes
   */
  static int threadsFor(double operations) {
    return operations < SMALL ? 1 : Chunks.spare();
  }

  /** What reading, changing and writing a number weighs beside the operations of products. */
  private static final double NUMBER = 16;

  /**
   * What a primitive weighs that changes numbers one by one.
   *
   * @param tensor it reads
   */
  static double numbers(MemoryLayout tensor) {
    return NUMBER * tensor.bytes() / Float.BYTES;
  }

  /** Threads for a primitive that is made or run here. */
  static int threads() {
    return THREADS.get();
  }

  /** Makes or runs primitives with a number of threads: they are cut into parts when made. */
  static <T> T on(int threads, Supplier<T> work) {
    int before = THREADS.get();
    if (threads == before) {
      return work.get();
    }
    THREADS.set(threads);
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(threads);
    try {
      return work.get();
    } finally {
      NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(before);
      THREADS.set(before);
    }
  }

  static stream stream() {
    return STREAMS.get();
  }

  /** Attributes under which a primitive gets its scratch memory from the caller. */
  static primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    return attributes;
  }
}
