package org.xai4j.core.engine.onednn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.cpu_isa;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;

/** Layouts of images whose channels lie together in blocks. */
final class ChannelBlocks {
  private ChannelBlocks() {}

  /** Channels of a block where this processor's primitives are fastest; 0 if without blocks. */
  static int size() {
    int there = dnnl.get_effective_cpu_isa().value;
    return has(there, cpu_isa.avx512_core) ? 16 : has(there, cpu_isa.avx2) ? 8 : 0;
  }

  /** Sets of instructions are bits, each with those of all before it. */
  private static boolean has(int there, cpu_isa wanted) {
    return (there & wanted.value) == wanted.value;
  }

  /**
   * The layout of images.
   *
   * @param size of a block
   */
  static MemoryLayout layout(int size, long... shape) {
    format_tag tag = size == 16 ? format_tag.nChw16c : format_tag.nChw8c;
    return MemoryLayout.of(new memory.desc(shape, memory.data_type.f32, tag));
  }
}
