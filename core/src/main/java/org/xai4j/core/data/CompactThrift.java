package org.xai4j.core.data;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Structures in Thrift's compact protocol, as Parquet files describe themselves: the fields of a
 * structure in rising order of their ids.
 *
 * <p>Reference: Apache Thrift, "Thrift compact protocol encoding"
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
 */
final class CompactThrift {
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** The last id of each structure that is open. */
  private final Deque<Integer> last = new ArrayDeque<>();

  /** Begins with a structure open. */
  CompactThrift() {
    last.push(0);
  }

  CompactThrift i32(int id, int value) {
    return field(id, I32).zigzag(value);
  }

  CompactThrift i64(int id, long value) {
    return field(id, I64).zigzag(value);
  }

  CompactThrift text(int id, String value) {
    return field(id, BINARY).string(value);
  }

  /** A list of one number. */
  CompactThrift i32s(int id, int only) {
    return field(id, LIST).list(1, I32).zigzag(only);
  }

  /** A list of one text. */
  CompactThrift texts(int id, String only) {
    return field(id, LIST).list(1, BINARY).string(only);
  }

  /** A list of structures, each to be begun by {@link #element}. */
  CompactThrift structs(int id, int size) {
    return field(id, LIST).list(size, STRUCT);
  }

  /** Opens a structure that is a field. */
  CompactThrift struct(int id) {
    return field(id, STRUCT).element();
  }

  /** Opens a structure in a list. */
  CompactThrift element() {
    last.push(0);
    return this;
  }

  /** Closes the innermost structure. */
  CompactThrift end() {
    last.pop();
    out.write(0);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private CompactThrift field(int id, int type) {
    out.write((id - last.pop()) << 4 | type);
    last.push(id);
    return this;
  }

  private CompactThrift list(int size, int type) {
    out.write(Math.min(size, 15) << 4 | type);
    return size < 15 ? this : varint(size);
  }

  private CompactThrift string(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    varint(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private CompactThrift zigzag(long value) {
    return varint(value << 1 ^ value >> 63);
  }

  private CompactThrift varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }
}
