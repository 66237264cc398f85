package org.xai4j.core.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xai4j.core.run.InputException;

/**
 * Writes tables as Apache Parquet, for pandas, Polars, DuckDB and Spark: flat columns without
 * nulls, plain encoding, no compression (whose bytes differ between libraries' versions), so that
 * equal tables give equal bytes. A column of floats is FLOAT, of ints INT32, of ints and longs
 * INT64, of numbers of any kind DOUBLE, where an empty text stands for NaN; all else is text in
 * UTF-8.
 *
 * <p>Reference: Apache Parquet format 2.10, its Thrift definition and "File format"
 * (https://parquet.apache.org/docs/file-format/).
 */
public final class Parquet {
  /** Bounds what a reader holds at once, and what is buffered here of one column. */
  private static final int GROUP = 1 << 17;

  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  /** The types of columns with the numbers that the format gives them. */
  private enum Type {
    INT32(1),
    INT64(2),
    FLOAT(4),
    DOUBLE(5),
    TEXT(6);

    private final int code;

    Type(int code) {
      this.code = code;
    }

    static Type of(List<? extends List<?>> rows, int column) {
      boolean ints = true;
      boolean longs = true;
      boolean floats = true;
      boolean gaps = false;
      for (List<?> row : rows) {
        Object cell = row.get(column);
        if (cell instanceof Number number) {
          ints &= number instanceof Integer;
          longs &= number instanceof Integer || number instanceof Long;
          floats &= number instanceof Float;
        } else if ("".equals(cell)) {
          gaps = true;
        } else {
          return TEXT;
        }
      }
      if (gaps) {
        return rows.stream().allMatch(row -> "".equals(row.get(column))) ? TEXT : DOUBLE;
      }
      return ints ? INT32 : longs ? INT64 : floats ? FLOAT : DOUBLE;
    }

    byte[] plain(List<? extends List<?>> rows, int column) {
      if (this == TEXT) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (List<?> row : rows) {
          byte[] text = String.valueOf(row.get(column)).getBytes(StandardCharsets.UTF_8);
          bytes.writeBytes(little(text.length));
          bytes.writeBytes(text);
        }
        return bytes.toByteArray();
      }
      boolean wide = this == INT64 || this == DOUBLE;
      int size = rows.size() * (wide ? Long.BYTES : Integer.BYTES);
      ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
      for (List<?> row : rows) {
        Object cell = row.get(column);
        Number number = cell instanceof Number given ? given : (Number) Double.NaN;
        switch (this) {
          case INT32 -> bytes.putInt(number.intValue());
          case INT64 -> bytes.putLong(number.longValue());
          case FLOAT -> bytes.putFloat(number.floatValue());
          default -> bytes.putDouble(number.doubleValue());
        }
      }
      return bytes.array();
    }
  }

  /** Where the values of one column of one group of rows lie. */
  private record Chunk(int rows, long at, int bytes) {}

  private Parquet() {}

  /**
   * Writes rows.
   *
   * @param file path; folders are made
   * @param header names of the columns
   * @param rows cells, as many in each row as there are names; read several times
   * @throws InputException if there are no rows, or the file cannot be written
   */
  public static void write(Path file, List<String> header, List<? extends List<?>> rows) {
    write(file, header, rows, GROUP);
  }

  /** Writes rows in groups of at most so many. */
  static void write(Path file, List<String> header, List<? extends List<?>> rows, int group) {
    InputException.check(
        !rows.isEmpty(), "The file %s would hold no rows; Parquet needs one.", file);
    List<Type> types = new ArrayList<>();
    for (int c = 0; c < header.size(); c++) {
      types.add(Type.of(rows, c));
    }
    WholeFile.write(
        file,
        out -> {
          out.write(MAGIC);
          long at = MAGIC.length;
          List<List<Chunk>> groups = new ArrayList<>();
          for (int from = 0; from < rows.size(); from += group) {
            List<? extends List<?>> some = rows.subList(from, Math.min(rows.size(), from + group));
            List<Chunk> chunks = new ArrayList<>();
            for (int c = 0; c < types.size(); c++) {
              int bytes = page(out, types.get(c).plain(some, c), some.size());
              chunks.add(new Chunk(some.size(), at, bytes));
              at += bytes;
            }
            groups.add(chunks);
          }
          byte[] footer = footer(header, types, rows.size(), groups);
          out.write(footer);
          out.write(little(footer.length));
          out.write(MAGIC);
        });
  }

  private static byte[] little(int value) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(Integer.reverseBytes(value)).array();
  }

  /** PageHeader and values; gives their bytes. */
  private static int page(OutputStream out, byte[] values, int rows) throws IOException {
    CompactThrift header = new CompactThrift();
    header.i32(1, 0).i32(2, values.length).i32(3, values.length);
    // DataPageHeader: values, plain, and levels that are not written as no value is missing.
    header.struct(5).i32(1, rows).i32(2, 0).i32(3, 3).i32(4, 3).end().end();
    byte[] bytes = header.bytes();
    out.write(bytes);
    out.write(values);
    return bytes.length + values.length;
  }

  /** FileMetaData. */
  private static byte[] footer(
      List<String> header, List<Type> types, int rows, List<List<Chunk>> groups) {
    CompactThrift meta = new CompactThrift();
    meta.i32(1, 1).structs(2, header.size() + 1);
    meta.element().text(4, "schema").i32(5, header.size()).end();
    for (int c = 0; c < header.size(); c++) {
      meta.element().i32(1, types.get(c).code).i32(3, 0).text(4, header.get(c));
      if (types.get(c) == Type.TEXT) {
        meta.i32(6, 0);
      }
      meta.end();
    }
    meta.i64(3, rows).structs(4, groups.size());
    for (List<Chunk> chunks : groups) {
      meta.element().structs(1, chunks.size());
      for (int c = 0; c < chunks.size(); c++) {
        Chunk chunk = chunks.get(c);
        meta.element().i64(2, chunk.at()).struct(3);
        meta.i32(1, types.get(c).code).i32s(2, 0).texts(3, header.get(c)).i32(4, 0);
        meta.i64(5, chunk.rows()).i64(6, chunk.bytes()).i64(7, chunk.bytes()).i64(9, chunk.at());
        meta.end().end();
      }
      meta.i64(2, chunks.stream().mapToLong(Chunk::bytes).sum());
      meta.i64(3, chunks.get(0).rows()).end();
    }
    return meta.text(6, "xai4j").end().bytes();
  }
}
