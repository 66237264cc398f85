package org.xai4j.benchmarks.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.cli.output.ArrayRows;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Csv;
import org.xai4j.core.data.Npy;
import org.xai4j.core.data.Npz;
import org.xai4j.core.data.Parquet;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.run.InputException;

/** Files that a command writes: the suffix decides the format. */
final class OutputFile {
  /** The formats of arrays. */
  static final List<String> ARRAYS = List.of("npy", "npz", "csv", "parquet", "json");

  /** The formats of tables. */
  static final List<String> TABLES = List.of("csv", "parquet");

  private OutputFile() {}

  /**
   * The format of a file.
   *
   * @param file to be written
   * @param formats allowed
   * @return one of them
   * @throws InputException if the suffix is another one
   */
  static String format(Path file, List<String> formats) {
    InputException.check(
        !Files.isDirectory(file), "The output %s cannot be written: it is a folder.", file);
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    String suffix = dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    InputException.check(
        formats.contains(suffix),
        "The output %s is written as .%s, told by its suffix, not as '%s'.",
        file,
        String.join(", .", formats),
        suffix);
    return suffix;
  }

  /**
   * Checks that a file to be written is none of those that are read.
   *
   * @param output to be written, with the description beside it
   * @param inputs read by the command
   * @throws InputException if one is the output
   */
  static void apart(Path output, List<Path> inputs) {
    for (Path written : List.of(output, Path.of(output + ".json"))) {
      for (Path read : inputs) {
        InputException.check(
            !same(written, read),
            "The output %s would overwrite %s, which is read; give another name.",
            written,
            read);
      }
    }
  }

  private static boolean same(Path a, Path b) {
    if (!Files.exists(a) || !Files.exists(b)) {
      return false;
    }
    try {
      return Files.isSameFile(a, b);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Writes an array.
   *
   * @param file .npy, .npz (as the array "values"), .csv or .parquet (a line per row) or .json
   *     (nested lists)
   * @param values [n, …]
   * @param schema names the columns of a table
   * @param name of the array
   * @param tidy whether tables have a line per element instead
   */
  static void write(
      Path file, INDArray values, Optional<TableSchema> schema, String name, boolean tidy) {
    switch (format(file, ARRAYS)) {
      case "npy" -> Npy.write(file, values);
      case "npz" -> Npz.write(file, Map.of(name, values));
      case "csv", "parquet" -> {
        ArrayRows table = tidy ? ArrayRows.tidy(values, schema) : ArrayRows.wide(values, schema);
        table(file, table.header(), table.rows());
      }
      default -> {
        ObjectNode root = new ObjectMapper().createObjectNode();
        root.set(name, nested(values));
        text(file, root);
      }
    }
  }

  /**
   * Writes a table.
   *
   * @param file .csv or .parquet
   * @param header names of the columns
   * @param rows cells
   */
  static void table(Path file, List<String> header, List<? extends List<?>> rows) {
    if (format(file, TABLES).equals("csv")) {
      Csv.write(file, header, rows);
    } else {
      Parquet.write(file, header, rows);
    }
  }

  /** Writes JSON. */
  static void text(Path file, ObjectNode root) {
    byte[] bytes = (root.toPrettyString() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(bytes));
  }

  /**
   * An array as lists in lists.
   *
   * @param values [n, …]
   * @return numbers nested as deep as the array has axes
   */
  static ArrayNode nested(INDArray values) {
    double[] flat = NdArrays.doubles(values);
    boolean single = values.dataType() == org.nd4j.linalg.api.buffer.DataType.FLOAT;
    return nested(flat, single, values.shape(), 0, 0, new ObjectMapper().createArrayNode());
  }

  private static ArrayNode nested(
      double[] flat, boolean single, long[] shape, int axis, int from, ArrayNode into) {
    int inner = (int) LongStream.of(shape).skip(axis + 1L).reduce(1, (a, b) -> a * b);
    for (int i = 0; i < shape[axis]; i++) {
      int at = from + i * inner;
      if (axis < shape.length - 1) {
        nested(flat, single, shape, axis + 1, at, into.addArray());
      } else if (single) {
        into.add((float) flat[at]);
      } else {
        into.add(flat[at]);
      }
    }
    return into;
  }
}
