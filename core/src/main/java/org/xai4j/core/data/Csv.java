package org.xai4j.core.data;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.engine.Host;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;

/** Comma-separated files. */
public final class Csv {
  /** RFC 4180 with newlines of one character, so that the same rows give the same bytes. */
  private static final CSVFormat WRITTEN =
      CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();

  private static final CSVFormat READ =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setTrim(true).get();

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
    return table(file, null);
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
    return table(file, label);
  }

  private static Table table(Path file, @Nullable String label) {
    List<CSVRecord> records = records(file);
    InputException.check(!records.isEmpty(), "The file %s is empty.", file);
    boolean named = !records.get(0).stream().allMatch(Csv::numeric);
    List<String> names =
        named
            ? records.get(0).toList()
            : IntStream.range(0, records.get(0).size()).mapToObj(i -> "column" + i).toList();
    int labelColumn = label == null ? -1 : names.indexOf(label);
    if (label != null && labelColumn < 0) {
      throw new InputException(
          "The file "
              + file
              + " has no column '"
              + label
              + "'"
              + Registry.suggestion(label, names)
              + "; it has "
              + String.join(", ", names)
              + ".");
    }
    List<CSVRecord> rows = named ? records.subList(1, records.size()) : records;
    InputException.check(!rows.isEmpty(), "The file %s has a header but no rows.", file);
    int d = names.size() - (label == null ? 0 : 1);
    double[] flat = new double[rows.size() * d];
    List<String> labels = new ArrayList<>();
    int next = 0;
    for (CSVRecord row : rows) {
      InputException.check(
          row.size() == names.size(),
          "The file %s has %d cells in line %d where the first line has %d.",
          file,
          row.size(),
          row.getRecordNumber(),
          names.size());
      for (int c = 0; c < names.size(); c++) {
        if (c == labelColumn) {
          labels.add(row.get(c));
        } else {
          InputException.check(
              numeric(row.get(c)),
              "The file %s has '%s' in line %d, column '%s', where a number is needed.",
              file,
              row.get(c),
              row.getRecordNumber(),
              names.get(c));
          flat[next++] = Double.parseDouble(row.get(c));
        }
      }
    }
    List<String> columns = new ArrayList<>(names);
    if (labelColumn >= 0) {
      columns.remove(labelColumn);
    }
    return new Table(columns, Host.array(DataType.FLOAT, flat, rows.size(), d), labels);
  }

  private static boolean numeric(String cell) {
    try {
      Double.parseDouble(cell);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * Reads the rows of a file, header included.
   *
   * @param file path
   * @return cells by row
   * @throws InputException if it is missing or not well-formed
   */
  public static List<List<String>> rows(Path file) {
    return records(file).stream().map(CSVRecord::toList).toList();
  }

  private static List<CSVRecord> records(Path file) {
    String text = new String(WholeFile.read(file), StandardCharsets.UTF_8);
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (CSVParser parser = CSVParser.parse(new StringReader(plain), READ)) {
      return parser.getRecords();
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(
          "The file " + file + " is not a complete CSV file: " + e.getMessage(), e);
    }
  }

  /**
   * Writes rows.
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
          printer.printRecord(header);
          for (List<?> row : rows) {
            printer.printRecord(row);
          }
          printer.flush();
        });
  }
}
