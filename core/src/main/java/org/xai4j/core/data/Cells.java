package org.xai4j.core.data;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.xai4j.core.run.InputException;

/**
 * The cells of a table in a text file, whichever way it was written: UTF-8, UTF-16 with its mark,
 * or Windows-1252; cells separated by commas, semicolons or tabs; decimal points, or decimal commas
 * where these separate no cells.
 */
final class Cells {
  private static final char MARK = '\uFEFF';

  /** Lines that decide what separates the cells. */
  private static final int PROBED = 20;

  private static final Pattern COMMA = Pattern.compile("[+-]?\\d*,\\d+([eE][+-]?\\d+)?");
  private static final Pattern POINT = Pattern.compile("[+-]?\\d*\\.\\d+([eE][+-]?\\d+)?");
  private static final Pattern THOUSANDS = Pattern.compile("[+-]?[1-9]\\d{0,2},\\d{3}");

  private Cells() {}

  /**
   * One row.
   *
   * @param line in the file, from 1
   * @param cells without surrounding blanks
   */
  record Row(int line, List<String> cells) {}

  static List<Row> read(Path file) {
    String text = text(file);
    for (char delimiter : new char[] {'\t', ';'}) {
      if (separates(text, delimiter)) {
        return decimals(parse(text, delimiter, Integer.MAX_VALUE, file), file);
      }
    }
    return parse(text, ',', Integer.MAX_VALUE, file);
  }

  private static String text(Path file) {
    byte[] bytes = WholeFile.read(file);
    String text = decoded(bytes);
    InputException.check(
        text.indexOf('\0') < 0,
        "The file %s is no text in UTF-8: it holds zero bytes; save it as CSV in UTF-8.",
        file);
    return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
  }

  private static String decoded(byte[] bytes) {
    if (bytes.length >= 2) {
      int start = ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF);
      if (start == 0xFFFE || start == 0xFEFF) {
        return new String(bytes, StandardCharsets.UTF_16);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      // What spreadsheets write where they do not write UTF-8.
      return new String(bytes, Charset.forName("windows-1252"));
    }
  }

  /** Whether the first lines have the same number of cells, and more than one. */
  private static boolean separates(String text, char delimiter) {
    if (text.indexOf(delimiter) < 0) {
      return false;
    }
    List<Row> some;
    try {
      some = parse(text, delimiter, PROBED, Path.of(""));
    } catch (InputException e) {
      return false;
    }
    return !some.isEmpty()
        && some.get(0).cells().size() > 1
        && some.stream().allMatch(r -> r.cells().size() == some.get(0).cells().size());
  }

  private static List<Row> parse(String text, char delimiter, int most, Path file) {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setDelimiter(delimiter)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .get();
    List<Row> rows = new ArrayList<>();
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      int line = 1;
      int at = 0;
      for (CSVRecord record : parser) {
        // The position points before skipped empty lines.
        int start = (int) Math.min(record.getCharacterPosition(), text.length());
        for (; at < start || (at < text.length() && breaks(text, at)); at++) {
          line += breaks(text, at) && !(text.charAt(at) == '\r' && follows(text, at)) ? 1 : 0;
        }
        rows.add(new Row(line, record.toList()));
        if (rows.size() == most) {
          break;
        }
      }
      return rows;
    } catch (IOException | UncheckedIOException e) {
      throw new InputException(
          "The file "
              + file
              + " is not a complete CSV file: a quote does not end, or text follows one.",
          e);
    }
  }

  private static boolean breaks(String text, int at) {
    return text.charAt(at) == '\n' || text.charAt(at) == '\r';
  }

  private static boolean follows(String text, int at) {
    return at + 1 < text.length() && text.charAt(at + 1) == '\n';
  }

  /** Decimal commas as points, where all numbers of the file are written with commas. */
  private static List<Row> decimals(List<Row> rows, Path file) {
    boolean comma = false;
    boolean certain = false;
    boolean point = false;
    for (Row row : rows) {
      for (String cell : row.cells()) {
        boolean here = COMMA.matcher(cell).matches();
        comma |= here;
        certain |= here && !THOUSANDS.matcher(cell).matches();
        point |= POINT.matcher(cell).matches();
      }
    }
    if (!comma) {
      return rows;
    }
    InputException.check(
        certain && !point,
        "The file %s has numbers with commas that may be decimal commas or thousands; write all"
            + " numbers with decimal points and no separators of thousands.",
        file);
    return rows.stream()
        .map(
            row ->
                new Row(
                    row.line(),
                    row.cells().stream()
                        .map(c -> COMMA.matcher(c).matches() ? c.replace(',', '.') : c)
                        .toList()))
        .toList();
  }
}
