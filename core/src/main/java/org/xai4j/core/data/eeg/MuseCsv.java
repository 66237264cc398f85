package org.xai4j.core.data.eeg;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.xai4j.core.run.InputException;

/**
 * Recordings of the Muse headband as tools for it write them: comma-separated, a column {@code
 * timestamps} in seconds, one column per electrode in microvolts, and a column {@code Marker} that
 * is 1 at the onset of a non-target, 2 at that of a target, and 0 otherwise. Columns that name no
 * electrode (the auxiliary input) are left out. A gap in the time stamps becomes a stretch of NaN.
 */
final class MuseCsv {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).setTrim(true).get();

  /** Samples over which the rate is measured, so that rounded time stamps do not matter. */
  private static final int SPAN = 64;

  /** A longer silence than this many samples is a gap. */
  private static final double GAP = 2.5;

  private final Path file;
  private final List<String> header;
  private final List<double[]> rows;

  private MuseCsv(Path file, List<String> header, List<double[]> rows) {
    this.file = file;
    this.header = header;
    this.rows = rows;
  }

  /**
   * Reads a recording.
   *
   * @param file CSV, or CSV packed with gzip or xz
   * @return the recording
   * @throws InputException if a column is missing, a cell is no number, a marker is unknown, or
   *     time runs backward
   */
  static Recording read(Path file) {
    byte[] bytes = Packed.read(file);
    List<String> header = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    try (CSVParser parser =
        CSVParser.parse(
            new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8),
            FORMAT)) {
      for (CSVRecord record : parser) {
        if (header.isEmpty()) {
          header.addAll(record.toList());
        } else {
          rows.add(numbers(file, header, record));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new InputException("The file " + file + " is not a complete CSV file.", e);
    }
    InputException.check(
        rows.size() > SPAN, "The recording %s has only %d samples.", file, rows.size());
    return new MuseCsv(file, header, rows).recording();
  }

  private static double[] numbers(Path file, List<String> header, CSVRecord record) {
    InputException.check(
        record.size() == header.size(),
        "The file %s has %d cells in line %d where the first line has %d.",
        file,
        record.size(),
        record.getRecordNumber(),
        header.size());
    double[] row = new double[header.size()];
    for (int c = 0; c < row.length; c++) {
      String cell = record.get(c);
      try {
        row[c] =
            cell.isEmpty() || cell.equalsIgnoreCase("nan") ? Double.NaN : Double.parseDouble(cell);
      } catch (NumberFormatException e) {
        throw new InputException(
            "The file "
                + file
                + " has '"
                + cell
                + "' in line "
                + record.getRecordNumber()
                + ", column '"
                + header.get(c)
                + "', where a number is needed.",
            e);
      }
    }
    return row;
  }

  private int column(String name) {
    int at =
        IntStream.range(0, header.size())
            .filter(i -> header.get(i).toLowerCase(Locale.ROOT).equals(name))
            .findFirst()
            .orElse(-1);
    InputException.check(
        at >= 0,
        "The recording %s has no column '%s'; it has %s.",
        file,
        name,
        String.join(", ", header));
    return at;
  }

  private Recording recording() {
    int time = column("timestamps");
    int marker = column("marker");
    int[] electrodes =
        IntStream.range(0, header.size())
            .filter(i -> Montage.find(header.get(i)).isPresent())
            .toArray();
    InputException.check(
        electrodes.length > 0,
        "None of the columns %s of the recording %s names an electrode of the 10–20 system.",
        String.join(", ", header),
        file);
    double rate = rate(time);
    // Where each row lies among the samples, gaps included.
    int[] place = new int[rows.size()];
    for (int i = 1; i < place.length; i++) {
      double step = rows.get(i)[time] - rows.get(i - 1)[time];
      InputException.check(
          step >= 0, "In the recording %s time runs backward in line %d.", file, i + 2);
      place[i] = place[i - 1] + (step * rate > GAP ? (int) Math.round(step * rate) : 1);
    }
    int length = place[place.length - 1] + 1;
    InputException.check(
        length <= 4 * rows.size(),
        "The recording %s has gaps that are longer than what was recorded; cut it in pieces.",
        file);
    double[][] samples = new double[electrodes.length][length];
    for (double[] channel : samples) {
      Arrays.fill(channel, Double.NaN);
    }
    List<Stimulus> stimuli = new ArrayList<>();
    for (int i = 0; i < place.length; i++) {
      double[] row = rows.get(i);
      for (int c = 0; c < electrodes.length; c++) {
        samples[c][place[i]] = row[electrodes[c]];
      }
      double mark = row[marker];
      InputException.check(
          mark == 0 || mark == 1 || mark == 2 || Double.isNaN(mark),
          "The recording %s has the marker %s in line %d; known are 1 (non-target) and 2 (target).",
          file,
          mark,
          i + 2);
      if (mark == 1 || mark == 2) {
        stimuli.add(new Stimulus(place[i], mark == 2, 0, 0));
      }
    }
    return new Recording(
        String.valueOf(file.getFileName()),
        rate,
        Arrays.stream(electrodes).mapToObj(header::get).toList(),
        samples,
        stimuli);
  }

  /** Samples per second, a whole number: the median over spans of samples. */
  private double rate(int time) {
    double[] spans =
        IntStream.range(0, rows.size() - SPAN)
            .mapToDouble(i -> rows.get(i + SPAN)[time] - rows.get(i)[time])
            .sorted()
            .toArray();
    double middle = spans[spans.length / 2];
    InputException.check(
        middle > 0, "The time stamps of the recording %s stand still or are missing.", file);
    return Math.max(1, Math.rint(SPAN / middle));
  }
}
