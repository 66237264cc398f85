package org.xai4j.core.data.eeg;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.xai4j.core.run.InputException;

/**
 * Recordings in the European Data Format (Kemp et al. 1992) and EDF+ (Kemp and Olivan 2003).
 * Stimuli are annotations {@code target} and {@code nontarget}, with the code of a speller's row or
 * column behind a space or slash where there is one ({@code target/7}), or a signal named Marker,
 * Status, Trigger or STI that is 1 from the onset of a non-target on and 2 from that of a target
 * on.
 */
final class Edf {
  private static final Pattern EVENT =
      Pattern.compile("(?i)(non-?target|target)(?:[ /:](\\d{1,3}))?");
  private static final Pattern MARKER = Pattern.compile("(?i)(marker|status|trigger|sti).*");

  private final Path file;
  private final byte[] bytes;
  private final int count;
  private final int records;
  private final double duration;
  private final int header;
  private final int[] width;
  private final TreeSet<String> texts = new TreeSet<>();

  private Edf(Path file) {
    this.file = file;
    bytes = Packed.read(file);
    InputException.check(
        bytes.length > 256 && text(0, 8).equals("0"), "The file %s is no EDF file.", file);
    header = (int) number(184, 8, "header size");
    count = (int) number(252, 4, "number of signals");
    duration = number(244, 8, "duration of a record");
    InputException.check(
        count > 0 && header == 256 * (count + 1) && header <= bytes.length,
        "The file %s has a damaged EDF header.",
        file);
    width = new int[count];
    for (int s = 0; s < count; s++) {
      width[s] = (int) number(field(216, 8, s), 8, "samples of a record");
      InputException.check(width[s] > 0, "The file %s has a signal without samples.", file);
    }
    int size = 2 * Arrays.stream(width).sum();
    int said = (int) number(236, 8, "number of records");
    records = said < 0 ? (bytes.length - header) / size : said;
    InputException.check(
        records > 0 && (long) header + (long) records * size <= bytes.length,
        "The file %s is cut off: its header promises %d records.",
        file,
        records);
  }

  /**
   * Reads a recording.
   *
   * @param file EDF or EDF+
   * @return the recording
   * @throws InputException if it is damaged or holds no electrode or no stimulus
   */
  static Recording read(Path file) {
    return new Edf(file).recording();
  }

  private String text(int at, int length) {
    return new String(bytes, at, length, StandardCharsets.ISO_8859_1).strip();
  }

  private double number(int at, int length, String what) {
    try {
      return Double.parseDouble(text(at, length));
    } catch (NumberFormatException e) {
      throw new InputException(
          "The " + what + " in the header of " + file + " is '" + text(at, length) + "'.", e);
    }
  }

  /** Where a signal's header field lies: {@code before} is the bytes per signal ahead of it. */
  private int field(int before, int length, int signal) {
    return 256 + before * count + length * signal;
  }

  private String label(int signal) {
    return text(field(0, 16, signal), 16);
  }

  private boolean annotations(int signal) {
    return label(signal).equals("EDF Annotations");
  }

  /** {@code EEG Fz-REF} is the electrode Fz. */
  private static String electrode(String label) {
    return label.replaceFirst("(?i)^EEG\\s+", "").replaceFirst("[-.\\s].*$", "");
  }

  private Recording recording() {
    int[] electrodes =
        IntStream.range(0, count)
            .filter(s -> !annotations(s) && Montage.find(electrode(label(s))).isPresent())
            .toArray();
    InputException.check(
        electrodes.length > 0,
        "None of the signals %s of the file %s names an electrode of the 10–20 system.",
        IntStream.range(0, count).mapToObj(this::label).toList(),
        file);
    int samples = width[electrodes[0]];
    for (int s : electrodes) {
      InputException.check(
          width[s] == samples,
          "The electrodes %s and %s of the file %s have different rates; resample one of them.",
          label(electrodes[0]),
          label(s),
          file);
    }
    InputException.check(duration > 0, "The file %s has records without duration.", file);
    double rate = samples / duration;
    double[] onsets = new double[records];
    Arrays.setAll(onsets, r -> r * duration);
    List<Stimulus> stimuli = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      if (annotations(s)) {
        annotated(s, rate, onsets, stimuli);
      }
    }
    int[] place = new int[records];
    Arrays.setAll(place, r -> (int) Math.round((onsets[r] - onsets[0]) * rate));
    for (int s = 0; s < count && stimuli.isEmpty(); s++) {
      if (MARKER.matcher(label(s)).matches()) {
        marked(s, samples, place, stimuli);
      }
    }
    InputException.check(
        !stimuli.isEmpty(),
        "The file %s has no stimuli: annotate them as target and nontarget, or add a signal Marker"
            + " of 1 and 2%s.",
        file,
        texts.isEmpty() ? "" : "; its annotations are " + String.join(", ", texts));
    double[][] values = new double[electrodes.length][place[records - 1] + samples];
    for (int c = 0; c < electrodes.length; c++) {
      Arrays.fill(values[c], Double.NaN);
      for (int r = 0; r < records; r++) {
        physical(electrodes[c], r, values[c], place[r]);
      }
    }
    int length = values[0].length;
    return new Recording(
        String.valueOf(file.getFileName()),
        rate,
        Arrays.stream(electrodes).mapToObj(s -> electrode(label(s))).toList(),
        values,
        stimuli.stream()
            .filter(s -> s.sample() >= 0 && s.sample() < length)
            .sorted(Comparator.comparingInt(Stimulus::sample))
            .toList());
  }

  private int start(int signal, int record) {
    int before = Arrays.stream(width, 0, signal).sum();
    return header + 2 * (record * Arrays.stream(width).sum() + before);
  }

  private int digital(int at) {
    return (bytes[at] & 0xff) | bytes[at + 1] << 8;
  }

  /** Digital values to microvolts. */
  private void physical(int signal, int record, double[] into, int at) {
    double low = number(field(104, 8, signal), 8, "physical minimum");
    double high = number(field(112, 8, signal), 8, "physical maximum");
    double least = number(field(120, 8, signal), 8, "digital minimum");
    double most = number(field(128, 8, signal), 8, "digital maximum");
    InputException.check(
        most > least, "The signal %s of the file %s has no range.", label(signal), file);
    double unit =
        switch (text(field(96, 8, signal), 8).toLowerCase(Locale.ROOT)) {
          case "v" -> 1e6;
          case "mv" -> 1e3;
          case "nv" -> 1e-3;
          default -> 1;
        };
    double gain = (high - low) / (most - least);
    int from = start(signal, record);
    for (int i = 0; i < width[signal] && at + i < into.length; i++) {
      into[at + i] = unit * (low + gain * (digital(from + 2 * i) - least));
    }
  }

  /** Time-stamped annotation lists: onset, then texts, each ended by 0x14; a list ends by 0. */
  private void annotated(int signal, double rate, double[] onsets, List<Stimulus> stimuli) {
    double origin = Double.NaN;
    for (int r = 0; r < records; r++) {
      String all = new String(bytes, start(signal, r), 2 * width[signal], StandardCharsets.UTF_8);
      boolean first = true;
      for (String list : all.split("\0+")) {
        String[] parts = list.split("\u0014", -1);
        String time = parts[0].split("\u0015", -1)[0];
        if (!time.matches("[+-]\\d+(\\.\\d*)?")) {
          continue;
        }
        double onset = Double.parseDouble(time);
        if (first) {
          // The first annotation of a record tells when the record begins.
          onsets[r] = onset;
          origin = r == 0 ? onset : origin;
          first = false;
        }
        for (int i = 1; i < parts.length; i++) {
          Matcher event = EVENT.matcher(parts[i].strip());
          if (event.matches()) {
            String code = event.group(2);
            boolean target = event.group(1).equalsIgnoreCase("target");
            int sample = (int) Math.round((onset - origin) * rate);
            stimuli.add(new Stimulus(sample, target, code == null ? 0 : Integer.parseInt(code), 0));
          } else if (!parts[i].isBlank() && texts.size() < 8) {
            texts.add(parts[i].strip());
          }
        }
      }
    }
  }

  private void marked(int signal, int samples, int[] place, List<Stimulus> stimuli) {
    int before = 0;
    for (int r = 0; r < records; r++) {
      double[] values = new double[width[signal]];
      physical(signal, r, values, 0);
      for (int i = 0; i < values.length; i++) {
        int mark = (int) Math.rint(values[i]);
        InputException.check(
            mark >= 0 && mark <= 2,
            "The file %s has the marker %d; known are 1 (non-target) and 2 (target).",
            file,
            mark);
        if (mark != 0 && mark != before) {
          int at = place[r] + (int) ((long) i * samples / values.length);
          stimuli.add(new Stimulus(at, mark == 2, 0, 0));
        }
        before = mark;
      }
    }
  }
}
