package org.xai4j.benchmarks.cli.output;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;

/**
 * An array as a table, whose cells are made when they are asked for.
 *
 * @param header names of the columns
 * @param rows cells; numbers are Float or Double, as the array is
 */
public record ArrayRows(List<String> header, List<List<Object>> rows) {
  /**
   * One line per row of the array; the elements of images and sequences are named by their indices.
   *
   * @param values [n, …]
   * @param schema names the columns of a table
   * @return n lines, a column per element
   */
  public static ArrayRows wide(INDArray values, Optional<TableSchema> schema) {
    int width = width(values);
    Cells cells = new Cells(values);
    List<String> header = new ArrayList<>();
    for (int j = 0; j < width; j++) {
      header.add(names(schema, width) ? name(schema, j) : "x" + place(j, values.shape()));
    }
    return new ArrayRows(
        header, list((int) values.size(0), i -> list(width, j -> cells.at(i * width + j))));
  }

  /**
   * One line per element, as pandas, R and plotting libraries like it: the row, where in the row
   * (the feature's name in a table, else an index per axis) and the value.
   *
   * @param values [n, …]
   * @param schema names the features of a table
   * @return as many lines as elements
   */
  public static ArrayRows tidy(INDArray values, Optional<TableSchema> schema) {
    int width = width(values);
    Cells cells = new Cells(values);
    long[] shape = values.shape();
    List<String> header = new ArrayList<>(List.of("row"));
    Place place = (e, axis) -> index(e, axis, shape);
    if (values.rank() == 2) {
      header.add("feature");
      place = (e, c) -> names(schema, width) ? name(schema, e % width) : "x" + e % width;
    } else {
      IntStream.range(1, shape.length).forEach(axis -> header.add("axis" + axis));
    }
    header.add("value");
    Place where = place;
    int last = header.size() - 1;
    return new ArrayRows(
        header,
        list(
            Math.toIntExact(values.length()),
            e ->
                list(
                    last + 1,
                    c -> c == 0 ? (Object) (e / width) : c < last ? where.of(e, c) : cells.at(e))));
  }

  /** What stands in a column for where an element is in its row. */
  @FunctionalInterface
  private interface Place {
    Object of(int element, int column);
  }

  /** The shortest digits that read back to the same number of that precision. */
  private record Cells(double[] flat, boolean single) {
    Cells(INDArray values) {
      this(NdArrays.doubles(values), values.dataType() == DataType.FLOAT);
    }

    Object at(int i) {
      return single ? (Object) (float) flat[i] : (Object) flat[i];
    }
  }

  @FunctionalInterface
  private interface Cell<T> {
    T get(int index);
  }

  private static <T> List<T> list(int size, Cell<T> cells) {
    return new AbstractList<>() {
      @Override
      public T get(int index) {
        return cells.get(index);
      }

      @Override
      public int size() {
        return size;
      }
    };
  }

  private static int width(INDArray values) {
    return (int) (values.length() / values.size(0));
  }

  private static boolean names(Optional<TableSchema> schema, int width) {
    return schema.isPresent() && schema.get().width() == width;
  }

  private static String name(Optional<TableSchema> schema, int column) {
    return schema.orElseThrow().columns().get(column).name();
  }

  private static int index(int element, int axis, long[] shape) {
    long inner = 1;
    for (int a = shape.length - 1; a > axis; a--) {
      inner *= shape[a];
    }
    return (int) (element / inner % shape[axis]);
  }

  /** The indices of an element of a row, joined: 0_3_5. */
  private static String place(int element, long[] shape) {
    return IntStream.range(1, shape.length)
        .mapToObj(axis -> String.valueOf(index(element, axis, shape)))
        .reduce((a, b) -> a + "_" + b)
        .orElse("0");
  }
}
