package org.xai4j.core.engine.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xai4j.core.engine.cuda.driver.KernelSources;
import org.xai4j.core.layer.Activation;

/**
 * The arguments of a kernel in one piece of memory, each on the boundary that its type asks for: an
 * {@code int}, a {@code double}, a pointer to a tensor or a block, structures of ints alone, and
 * the structure {@code Curve} of an activation.
 */
final class Arguments {
  /** The most that a kernel takes. */
  private static final int MOST = 4096;

  private static final ThreadLocal<ByteBuffer> PACKED =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(MOST).order(ByteOrder.nativeOrder()));

  private Arguments() {}

  /** A thread's own memory, from 0 to its limit. */
  static ByteBuffer pack(Object... values) {
    ByteBuffer packed = PACKED.get();
    packed.clear();
    for (Object value : values) {
      if (value instanceof Integer i) {
        aligned(packed, Integer.BYTES).putInt(i);
      } else if (value instanceof Boolean b) {
        aligned(packed, Integer.BYTES).putInt(b ? 1 : 0);
      } else if (value instanceof Double d) {
        aligned(packed, Double.BYTES).putDouble(d);
      } else if (value instanceof CudaTensor tensor) {
        aligned(packed, Long.BYTES).putLong(tensor.address());
      } else if (value instanceof CudaBlock block) {
        aligned(packed, Long.BYTES).putLong(block.address());
      } else if (value instanceof int[] structure) {
        aligned(packed, Integer.BYTES);
        for (int i : structure) {
          packed.putInt(i);
        }
      } else if (value instanceof Activation curve) {
        aligned(packed, Double.BYTES).putInt(KernelSources.number(curve.function())).putInt(0);
        packed.putDouble(curve.alpha()).putDouble(curve.beta());
      } else {
        throw new IllegalArgumentException("no argument of a kernel: " + value);
      }
    }
    return packed.flip();
  }

  private static ByteBuffer aligned(ByteBuffer packed, int boundary) {
    while (packed.position() % boundary != 0) {
      packed.put((byte) 0);
    }
    return packed;
  }
}
