package org.xai4j.core.engine.onednn;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.cpu_isa;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.memory.format_tag;
import org.bytedeco.javacpp.LongPointer;

/**
 * How the numbers of a tensor lie in memory. There is one instance per layout, so that layouts are
 * compared by identity.
 */
final class MemoryLayout {
  private static final Map<String, MemoryLayout> KNOWN = new ConcurrentHashMap<>();
  private static final Map<List<Long>, MemoryLayout> PLAIN = new ConcurrentHashMap<>();
  private static final Map<List<Long>, MemoryLayout> STRIDED = new ConcurrentHashMap<>();

  private final memory.desc description;
  private final long[] shape;
  private final long bytes;
  private final boolean plain;
  private final boolean filled;
  private final Map<List<Long>, Optional<MemoryLayout>> parts = new ConcurrentHashMap<>();

  private MemoryLayout(memory.desc description, boolean plain) {
    this.description = description;
    this.shape = longs(description.get_dims());
    this.bytes = description.get_size();
    this.plain = plain;
    this.filled = !Arrays.equals(longs(description.get_padded_dims()), shape);
  }

  /** The row-major layout without gaps. */
  static MemoryLayout plain(long... shape) {
    List<Long> key = Arrays.stream(shape).boxed().toList();
    MemoryLayout known = PLAIN.get(key);
    return known != null ? known : PLAIN.computeIfAbsent(key, k -> make(shape));
  }

  private static MemoryLayout make(long[] shape) {
    // A number alone is a vector of one element.
    long[] dims = shape.length == 0 ? new long[] {1} : shape;
    return of(strided(dims, strides(dims)));
  }

  /** The layout of a description. */
  static MemoryLayout of(memory.desc description) {
    long[] dims = longs(description.get_dims());
    long[] strides = longs(description.get_strides());
    boolean blocked = description.get_inner_nblks() > 0;
    String key =
        Arrays.toString(dims)
            + Arrays.toString(strides)
            + (blocked ? Arrays.toString(longs(description.get_inner_blks())) : "")
            + (blocked ? Arrays.toString(ints(description.get_inner_idxs())) : "")
            + Arrays.toString(longs(description.get_padded_dims()))
            + description.get_submemory_offset()
            + description.get_data_type();
    MemoryLayout known = KNOWN.get(key);
    return known != null
        ? known
        : KNOWN.computeIfAbsent(
            key,
            k ->
                new MemoryLayout(
                    new memory.desc(description), !blocked && rowMajor(dims, strides)));
  }

  private static boolean rowMajor(long[] dims, long[] strides) {
    long expected = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      if (dims[i] != 1 && strides[i] != expected) {
        return false;
      }
      expected *= dims[i];
    }
    return true;
  }

  /** Distances of neighbours along each axis of a row-major array. */
  static long[] strides(long... shape) {
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }

  /** Whether blocks are filled up with cells that are no numbers of the tensor's. */
  boolean filled() {
    return filled;
  }

  /** The layout in which the numbers of a cell lie together, channel by channel. */
  static MemoryLayout channelsLast(long... shape) {
    return of(strided(shape, channelsLastStrides(shape)));
  }

  /** Channels last instead of row-major, which primitives that go by cells are slow on. */
  MemoryLayout byCells() {
    return plain && shape.length > 2 ? channelsLast(shape) : this;
  }

  /** Distances of neighbours along each axis, batch and channels first, of such a layout. */
  static long[] channelsLastStrides(long... shape) {
    long[] strides = strides(shape);
    for (int i = 2; i < shape.length; i++) {
      strides[i] *= shape[1];
    }
    strides[1] = 1;
    return strides;
  }

  /** A description with given distances of neighbours. */
  static memory.desc strided(long[] shape, long[] strides) {
    return new memory.desc(shape, memory.data_type.f32, strides);
  }

  /**
   * The layout with given distances of neighbours; found without asking the library once it is
   * known.
   */
  static MemoryLayout of(long[] shape, long[] strides) {
    List<Long> key = joined(shape, strides);
    MemoryLayout known = STRIDED.get(key);
    return known != null ? known : STRIDED.computeIfAbsent(key, k -> of(strided(shape, strides)));
  }

  private static List<Long> joined(long[] one, long[] other) {
    return LongStream.concat(Arrays.stream(one), Arrays.stream(other)).boxed().toList();
  }

  /** Lets a primitive choose. */
  static memory.desc any(long... shape) {
    return new memory.desc(shape, memory.data_type.f32, memory.format_tag.any);
  }

  /**
   * The layout of a part of a tensor, seen from the tensor's first byte.
   *
   * @param part its shape
   * @param from its first position along each axis
   * @return nothing where the part does not begin and end with blocks
   */
  Optional<MemoryLayout> part(long[] part, long... from) {
    List<Long> key = joined(part, from);
    Optional<MemoryLayout> known = parts.get(key);
    return known != null ? known : parts.computeIfAbsent(key, k -> inside(part, from));
  }

  private Optional<MemoryLayout> inside(long[] part, long[] from) {
    memory.desc inside = description.submemory_desc(part, from, true);
    return inside.asBoolean() ? Optional.of(of(inside)) : Optional.empty();
  }

  /** Channels of a block where this processor's primitives are fastest; 0 if without blocks. */
  static int channelsPerBlock() {
    int there = dnnl.get_effective_cpu_isa().value;
    return has(there, cpu_isa.avx512_core) ? 16 : has(there, cpu_isa.avx2) ? 8 : 0;
  }

  /** Sets of instructions are bits, each with those of all before it. */
  private static boolean has(int there, cpu_isa wanted) {
    return (there & wanted.value) == wanted.value;
  }

  /**
   * The layout of images whose channels lie together in blocks.
   *
   * @param channels of a block
   */
  static MemoryLayout blocked(int channels, long... shape) {
    format_tag tag = channels == 16 ? format_tag.nChw16c : format_tag.nChw8c;
    return of(new memory.desc(shape, memory.data_type.f32, tag));
  }

  /** From the begin of a slice along the first axis to that of the next. */
  long rowBytes() {
    return bytes / shape[0];
  }

  /**
   * The layout of some slices along the first axis.
   *
   * @return nothing where slices do not lie one behind the other
   */
  Optional<MemoryLayout> rows(long count) {
    long[] part = shape.clone();
    part[0] = count;
    if (plain) {
      return Optional.of(plain(part));
    }
    return longs(description.get_strides())[0] * Float.BYTES * shape[0] == bytes
        ? part(part, new long[part.length])
        : Optional.empty();
  }

  private static long[] longs(LongPointer pointer) {
    long[] values = new long[(int) pointer.limit()];
    pointer.get(values);
    return values;
  }

  private static int[] ints(LongPointer pointer) {
    return Arrays.stream(longs(pointer)).mapToInt(v -> (int) v).toArray();
  }

  memory.desc description() {
    return description;
  }

  /** Not to be modified. */
  long[] shape() {
    return shape;
  }

  long bytes() {
    return bytes;
  }

  boolean plain() {
    return plain;
  }
}
