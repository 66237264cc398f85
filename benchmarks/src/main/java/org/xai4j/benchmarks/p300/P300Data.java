package org.xai4j.benchmarks.p300;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xai4j.core.data.eeg.Recording;
import org.xai4j.core.data.eeg.Recordings;
import org.xai4j.core.data.eeg.Stimulus;
import org.xai4j.core.run.InputException;
import org.xai4j.core.signal.Epochs;
import org.xai4j.core.signal.Pipeline;

/**
 * Epochs to learn from and to test on, in microvolts; no recording is in both.
 *
 * @param source where they come from, in words
 * @param train epochs to learn from
 * @param test later epochs
 * @param clean difference of the classes without noise [channel][time], where it is known
 * @param pipeline how recordings became epochs
 */
public record P300Data(
    String source, Epochs train, Epochs test, Optional<double[][]> clean, Pipeline pipeline) {
  /** Share of a single recording that is learnt from. */
  private static final double EARLY = 0.7;

  /** Share of the largest difference above which a place belongs to the truth. */
  private static final double EVIDENT = 0.25;

  /** Checks that both classes are in both parts. */
  public P300Data {
    for (Epochs part : List.of(train, test)) {
      int targets = Arrays.stream(part.labels()).sum();
      InputException.check(
          targets >= 5 && part.size() - targets >= 5,
          "Of %s only %d target and %d other epochs are left (%d rejected as artefacts, %d with"
              + " missing samples): raise the limit 'reject', or record more.",
          source,
          targets,
          part.size() - targets,
          part.rejected().artefact(),
          part.rejected().missing());
    }
  }

  /**
   * Simulated data.
   *
   * @param simulator makes them
   * @param trainCharacters spelt to learn from
   * @param testCharacters spelt afterwards
   * @param pipeline makes epochs
   * @return the data, with their truth
   */
  public static P300Data simulated(
      Simulator simulator, int trainCharacters, int testCharacters, Pipeline pipeline) {
    String early = simulator.text(trainCharacters, "train");
    String late = simulator.text(testCharacters, "test");
    Epochs clean = epochs(simulator.clean(early, "train"), pipeline);
    return new P300Data(
        String.format(
            Locale.ROOT,
            "the simulator (%d electrodes, signal-to-noise ratio %s, latency jitter %.0f ms)",
            simulator.channels().size(),
            simulator.signalToNoise(),
            1000 * simulator.jitter()),
        epochs(simulator.spell(early, "train"), pipeline),
        epochs(simulator.spell(late, "test"), pipeline),
        Optional.of(difference(clean)),
        pipeline);
  }

  /**
   * Recordings of a folder. With several sessions (folders) the last is tested on; with several
   * recordings of one session the last third; of a single recording the last 30 %.
   *
   * @param folder of one subject
   * @param channels wanted, or none for all
   * @param rate wanted after decimation
   * @param pipeline makes epochs, given the factor of decimation
   * @return the data
   * @throws InputException if there are no recordings, or they are not as they should be
   */
  public static P300Data recorded(
      Path folder,
      List<String> channels,
      double rate,
      java.util.function.IntFunction<Pipeline> pipeline) {
    List<Recordings.Session> sessions = Recordings.sessions(folder);
    List<Recording> early = new ArrayList<>();
    List<Recording> late = new ArrayList<>();
    String how;
    List<Recording> last = only(sessions.get(sessions.size() - 1).recordings(), channels);
    if (sessions.size() > 1) {
      sessions
          .subList(0, sessions.size() - 1)
          .forEach(s -> early.addAll(only(s.recordings(), channels)));
      late.addAll(last);
      how = "trained on " + (sessions.size() - 1) + " sessions, tested on the last";
    } else if (last.size() > 1) {
      int border = Math.max(1, last.size() * 2 / 3);
      early.addAll(last.subList(0, border));
      late.addAll(last.subList(border, last.size()));
      how = "trained on the first two thirds of the recordings, tested on the rest";
    } else {
      int border = (int) (EARLY * last.get(0).length());
      early.add(cut(last.get(0), 0, border));
      late.add(cut(last.get(0), border, last.get(0).length()));
      how = "trained on the first 70 % of the recording, tested on the rest";
    }
    int factor = Math.max(1, (int) Math.round(early.get(0).rate() / rate));
    Pipeline made = pipeline.apply(factor);
    return new P300Data(
        "the recordings in " + folder + ", " + how,
        epochs(early, made),
        epochs(late, made),
        Optional.empty(),
        made);
  }

  private static List<Recording> only(List<Recording> recordings, List<String> channels) {
    if (channels.isEmpty()) {
      return recordings;
    }
    return recordings.stream().map(r -> only(r, channels)).toList();
  }

  private static Recording only(Recording recording, List<String> channels) {
    double[][] samples = new double[channels.size()][];
    for (int c = 0; c < samples.length; c++) {
      int at = recording.channels().indexOf(channels.get(c));
      InputException.check(
          at >= 0,
          "The recording %s has no channel %s; it has %s.",
          recording.name(),
          channels.get(c),
          String.join(", ", recording.channels()));
      samples[c] = recording.samples()[at];
    }
    return new Recording(
        recording.name(), recording.rate(), channels, samples, recording.stimuli());
  }

  private static Recording cut(Recording whole, int from, int to) {
    double[][] samples = new double[whole.samples().length][];
    Arrays.setAll(samples, c -> Arrays.copyOfRange(whole.samples()[c], from, to));
    return new Recording(
        whole.name(),
        whole.rate(),
        whole.channels(),
        samples,
        whole.stimuli().stream()
            .filter(s -> s.sample() >= from && s.sample() < to)
            .map(s -> new Stimulus(s.sample() - from, s.target(), s.code(), s.block()))
            .toList());
  }

  private static Epochs epochs(List<Recording> recordings, Pipeline pipeline) {
    return Epochs.join(recordings.stream().map(pipeline::apply).toList());
  }

  /**
   * The difference of the classes' means.
   *
   * @param epochs of both classes
   * @return target minus other [channel][time]
   */
  public static double[][] difference(Epochs epochs) {
    double[][] target = epochs.mean(true);
    double[][] other = epochs.mean(false);
    for (int c = 0; c < target.length; c++) {
      for (int t = 0; t < target[c].length; t++) {
        target[c][t] -= other[c][t];
      }
    }
    return target;
  }

  /**
   * Where the classes differ.
   *
   * @return 1 where the difference without noise is at least a quarter of its largest size, else 0,
   *     [channel][time]; empty for recordings
   */
  public Optional<double[][]> truth() {
    return clean.map(
        d -> {
          double most =
              Arrays.stream(d).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
          double[][] mask = new double[d.length][];
          for (int c = 0; c < d.length; c++) {
            mask[c] = Arrays.stream(d[c]).map(v -> Math.abs(v) >= EVIDENT * most ? 1 : 0).toArray();
          }
          return mask;
        });
  }

  /**
   * Whether epochs tell which row or column flashed.
   *
   * @return true for spellers
   */
  public boolean spelt() {
    return test.epochs().stream().allMatch(e -> e.code() >= 1 && e.code() <= 12);
  }
}
