package org.xai4j.core.data;

import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * Comma-separated files. Those with semicolons, tabs, decimal commas, a byte-order mark, UTF-16 or
 * Windows-1252 are recognised when they are read; written are commas, points and UTF-8.
 */
public final class Csv {
  /** RFC 4180 with newlines of one character, so that the same rows give the same bytes. */
  private static final CSVFormat WRITTEN =
      CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  private Csv() {}

  /**
   * Reads a table of numbers. A first line with anything but numbers names the columns.
   *
   * @param file path
   * @return the table, without labels
   * @throws InputException if it is missing or a cell is not a number; the message names line and
   *     column
   */
  public static Table read(Path file) {
    return read(file, Optional.empty(), List.of());
  }

  /**
   * Reads a table of numbers with one column of labels.
   *
   * @param file path
   * @param label name of the label column
   * @return the table
   * @throws InputException if it is missing, lacks the column, or another cell is not a number
   */
  public static Table read(Path file, String label) {
    return read(file, Optional.of(label), List.of());
  }

  /**
   * Reads some columns of a table of numbers.
   *
   * @param file path
   * @param label name of the column of labels, if there is one
   * @param columns names of the columns wanted, in this order; empty for all but the labels
   * @return the table; its labels are empty if no column of labels is named
   * @throws InputException if it is missing, lacks a column, or a cell is not a number; the message
   *     names line and column
   */
  public static Table read(Path file, Optional<String> label, List<String> columns) {
    return read(file, label, columns, false);
  }

  /**
   * Reads some columns of a table of numbers some of which may be missing.
   *
   * @param file path
   * @param label name of the column of labels, if there is one
   * @param columns names of the columns wanted, in this order; empty for all but the labels
   * @param missing whether empty cells are missing values, NaN
   * @return the table; its labels are empty if no column of labels is named
   * @throws InputException if it is missing, lacks a column, or a cell is not a number; the message
   *     names line and column
   */
  public static Table read(
      Path file, Optional<String> label, List<String> columns, boolean missing) {
    List<Cells.Row> all = Cells.read(file);
    InputException.check(!all.isEmpty(), "The file %s is empty.", file);
    List<String> first = all.get(0).cells();
    boolean named = !first.stream().allMatch(c -> Decimals.parse(c).isPresent());
    List<String> names =
        named ? first : IntStream.range(0, first.size()).mapToObj(i -> "column" + i).toList();
    List<Cells.Row> rows = named ? all.subList(1, all.size()) : all;
    InputException.check(!rows.isEmpty(), "The file %s has a header but no rows.", file);
    int labels = label.map(l -> index(names, l, file)).orElse(-1);
    int[] places =
        columns.isEmpty()
            ? IntStream.range(0, names.size()).filter(c -> c != labels).toArray()
            : columns.stream().mapToInt(c -> index(names, c, file)).toArray();
    InputException.check(places.length > 0, "The file %s has no column but the labels.", file);
    int d = places.length;
    long[] shape = {rows.size(), d};
    double[] flat = new double[Budget.elements(shape, 8, "The table in " + file)];
    List<String> labelCells = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      Cells.Row row = rows.get(r);
      InputException.check(
          row.cells().size() == names.size(),
          "The file %s has %d cells in line %d where the first line has %d.",
          file,
          row.cells().size(),
          row.line(),
          names.size());
      for (int c = 0; c < d; c++) {
        boolean empty = missing && row.cells().get(places[c]).isBlank();
        flat[r * d + c] = empty ? Double.NaN : number(row, places[c], names, file);
      }
      if (labels >= 0) {
        labelCells.add(row.cells().get(labels));
      }
    }
    List<String> kept = IntStream.of(places).mapToObj(names::get).toList();
    return new Table(kept, NdArrays.array(DataType.DOUBLE, flat, shape), labelCells, named);
  }

  private static int index(List<String> names, String name, Path file) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new InputException(
          "The file "
              + file
              + " has no column '"
              + name
              + "'"
              + Registry.suggestion(name, names)
              + "; it has "
              + String.join(", ", names)
              + ".");
    }
    return index;
  }

  private static double number(Cells.Row row, int place, List<String> names, Path file) {
    String cell = row.cells().get(place);
    OptionalDouble value = Decimals.parse(cell);
    InputException.check(
        value.isPresent(),
        "The file %s has '%s' in line %d, column '%s', %s.",
        file,
        cell,
        row.line(),
        names.get(place),
        value.isPresent() ? "" : Decimals.complaint(cell));
    return value.getAsDouble();
  }

  /**
   * Reads the rows of a file, header included.
   *
   * @param file path
   * @return cells by row
   * @throws InputException if it is missing or not well-formed
   */
  public static List<List<String>> rows(Path file) {
    return Cells.read(file).stream().map(Cells.Row::cells).toList();
  }

  /**
   * Writes rows. Texts that a spreadsheet would take for a formula (they begin with = + - @ or a
   * control character, and are no numbers) get an apostrophe in front.
   *
   * @param file path; folders are made
   * @param header names of the columns
   * @param rows cells; numbers are written so that they read back to the same bits
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, List<String> header, Iterable<? extends List<?>> rows) {
    WholeFile.write(
        file,
        out -> {
          Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          var printer = WRITTEN.print(writer);
          printer.printRecord(header.stream().map(Csv::guarded));
          for (List<?> row : rows) {
            printer.printRecord(row.stream().map(Csv::guarded));
          }
          printer.flush();
        });
  }

  private static Object guarded(Object cell) {
    return cell instanceof CharSequence text
            && text.length() > 0
            && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0
            && Decimals.parse(text.toString()).isEmpty()
        ? "'" + text
        : cell;
  }
}
