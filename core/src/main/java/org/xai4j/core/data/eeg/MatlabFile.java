package org.xai4j.core.data.eeg;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.xai4j.core.run.InputException;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Array;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sources;

/**
 * Recordings in MATLAB files of version 5, in one of two layouts:
 *
 * <ul>
 *   <li>{@code fs}, {@code y} [samples × channels] in microvolts, and {@code trig} [samples]: +1
 *       from the onset of a target on, −1 from that of a non-target on, else 0; optionally {@code
 *       channels}, a cell array of names;
 *   <li>that of data set II of the BCI Competition III: {@code Signal} [characters × samples × 64],
 *       {@code Flashing}, {@code StimulusCode}, and {@code StimulusType} or {@code TargetChar}, at
 *       240 Hz. Each character is a recording of its own.
 * </ul>
 */
final class MatlabFile {
  /** Samples per second of the competition's data. */
  private static final double COMPETITION_RATE = 240;

  private final Path file;
  private final MatFile content;

  private MatlabFile(Path file, MatFile content) {
    this.file = file;
    this.content = content;
  }

  /**
   * Reads the recordings of a file.
   *
   * @param file of version 5 (also called 7)
   * @return one recording, or one per character
   * @throws InputException if it has another version or layout
   */
  static List<Recording> read(Path file) {
    byte[] bytes = Packed.read(file);
    boolean hdf =
        bytes.length > 4
            && new String(bytes, 0, 10, java.nio.charset.StandardCharsets.ISO_8859_1)
                .contains("MATLAB 7.3");
    InputException.check(
        !hdf,
        "The file %s is a MATLAB file of version 7.3; save it again with save(…, '-v7').",
        file);
    try {
      Mat5File content = Mat5.newReader(Sources.wrap(bytes)).readMat();
      return new MatlabFile(file, content).recordings();
    } catch (IOException | RuntimeException e) {
      if (e instanceof InputException known) {
        throw known;
      }
      throw new InputException(
          "The file " + file + " is no complete MATLAB file of version 5; save it with '-v7'.", e);
    }
  }

  private Optional<Array> find(String name) {
    for (MatFile.Entry entry : content.getEntries()) {
      if (entry.getName().equals(name)) {
        return Optional.of(entry.getValue());
      }
    }
    return Optional.empty();
  }

  private Matrix matrix(String name) {
    Array array =
        find(name)
            .orElseThrow(
                () ->
                    new InputException(
                        "The file "
                            + file
                            + " has no variable '"
                            + name
                            + "'; it needs fs, trig and y, or Signal, Flashing, StimulusCode and"
                            + " StimulusType."));
    if (array instanceof Matrix matrix) {
      return matrix;
    }
    throw new InputException(
        "The variable '" + name + "' of the file " + file + " is no matrix of numbers.");
  }

  private List<Recording> recordings() {
    return find("Signal").isPresent() ? competition() : List.of(continuous());
  }

  private Recording continuous() {
    double rate = matrix("fs").getDouble(0);
    Matrix y = matrix("y");
    Matrix trig = matrix("trig");
    int n = trig.getNumElements();
    int channels = y.getNumElements() / Math.max(1, n);
    boolean down = y.getNumRows() == n;
    InputException.check(
        n > 1 && (down || y.getNumCols() == n) && channels * n == y.getNumElements(),
        "In the file %s trig has %d elements, but y is %d × %d; y needs one row per sample.",
        file,
        n,
        y.getNumRows(),
        y.getNumCols());
    double[][] samples = new double[channels][n];
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < n; i++) {
        samples[c][i] = down ? y.getDouble(i, c) : y.getDouble(c, i);
      }
    }
    List<Stimulus> stimuli = new ArrayList<>();
    double before = 0;
    for (int i = 0; i < n; i++) {
      double mark = trig.getDouble(i);
      InputException.check(
          mark == 0 || mark == 1 || mark == -1,
          "The file %s has %s in trig at sample %d; known are 1 (target), -1 (non-target) and 0.",
          file,
          mark,
          i + 1);
      if (mark != 0 && mark != before) {
        stimuli.add(new Stimulus(i, mark > 0, 0, 0));
      }
      before = mark;
    }
    return new Recording(name(), rate, names(channels), samples, stimuli);
  }

  private String name() {
    return String.valueOf(file.getFileName());
  }

  private List<String> names(int count) {
    if (find("channels").orElse(null) instanceof Cell cell) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < cell.getNumElements(); i++) {
        names.add(cell.getChar(i).getString().strip());
      }
      InputException.check(
          names.size() == count,
          "The file %s names %d channels, but y has %d.",
          file,
          names.size(),
          count);
      return names;
    }
    if (count == Electrodes.SPELLER.size()) {
      return Electrodes.SPELLER;
    }
    InputException.check(
        count == Electrodes.BCI2000.size(),
        "The file %s has %d channels without names; add a cell array 'channels' with them.",
        file,
        count);
    return Electrodes.BCI2000;
  }

  private List<Recording> competition() {
    Matrix signal = matrix("Signal");
    Matrix flashing = matrix("Flashing");
    Matrix codes = matrix("StimulusCode");
    int[] shape = signal.getDimensions();
    InputException.check(
        shape.length == 3 && shape[2] == Electrodes.BCI2000.size(),
        "Signal of the file %s must be characters × samples × 64.",
        file);
    Answers answers = answers(shape[0]);
    List<Recording> recordings = new ArrayList<>();
    for (int k = 0; k < shape[0]; k++) {
      double[][] samples = new double[shape[2]][shape[1]];
      for (int c = 0; c < shape[2]; c++) {
        for (int i = 0; i < shape[1]; i++) {
          samples[c][i] = signal.getDouble(new int[] {k, i, c});
        }
      }
      List<Stimulus> stimuli = new ArrayList<>();
      double before = 0;
      for (int i = 0; i < shape[1]; i++) {
        double lit = flashing.getDouble(k, i);
        if (lit == 1 && before == 0) {
          int code = (int) codes.getDouble(k, i);
          InputException.check(
              code >= 1 && code <= 12,
              "The file %s has the stimulus code %d for character %d; codes are 1 to 12.",
              file,
              code,
              k + 1);
          stimuli.add(new Stimulus(i, answers.target(k, i, code), code, 0));
        }
        before = lit;
      }
      recordings.add(
          new Recording(
              name() + " character " + (k + 1),
              COMPETITION_RATE,
              Electrodes.BCI2000,
              samples,
              stimuli));
    }
    return recordings;
  }

  /** Tells targets from other flashes. */
  private interface Answers {
    boolean target(int character, int sample, int code);
  }

  private Answers answers(int characters) {
    if (find("StimulusType").isPresent()) {
      Matrix types = matrix("StimulusType");
      return (k, i, code) -> types.getDouble(k, i) == 1;
    }
    if (find("TargetChar").orElse(null) instanceof Char text
        && text.getNumElements() == characters) {
      int[] cells =
          IntStream.range(0, characters).map(i -> Speller.cell(text.getChar(i))).toArray();
      return (k, i, code) -> Speller.flashes(cells[k], code);
    }
    throw new InputException(
        "The file "
            + file
            + " has no StimulusType, so nobody knows its targets; take the competition's training"
            + " files, or add the true characters as TargetChar.");
  }
}
