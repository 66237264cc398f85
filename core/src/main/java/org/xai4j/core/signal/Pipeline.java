package org.xai4j.core.signal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xai4j.core.data.eeg.Recording;
import org.xai4j.core.data.eeg.Stimulus;
import org.xai4j.core.run.InputException;

/**
 * How recordings become epochs: steps on the continuous signal, then a window around each stimulus,
 * from which the mean of the baseline is subtracted, and which is rejected if it is no good. All of
 * it is a value that provenance tells of; nothing in it is fitted to data.
 *
 * @param steps on continuous signals, in order
 * @param from begin of an epoch, in seconds from the stimulus
 * @param to its end, exclusive
 * @param baselineFrom begin of the baseline, in seconds from the stimulus
 * @param baselineTo its end, exclusive; no baseline unless it is larger than the begin
 * @param peakToPeak largest difference within a channel, baseline included, in microvolts; epochs
 *     beyond it are rejected
 */
public record Pipeline(
    List<Step> steps,
    double from,
    double to,
    double baselineFrom,
    double baselineTo,
    double peakToPeak) {
  /** A channel that moves less, in microvolts, is not connected. */
  private static final double FLAT = 1e-3;

  /** Copies the list and checks the window. */
  public Pipeline {
    steps = List.copyOf(steps);
    InputException.check(
        from < to, "An epoch from %s s to %s s holds nothing; its end must be later.", from, to);
    InputException.check(
        peakToPeak > 0, "Epochs are rejected beyond a positive difference, not %s µV.", peakToPeak);
  }

  /**
   * The usual preparation for event-related potentials: epochs of 0 to 800 ms, baseline the 100 ms
   * before the stimulus.
   *
   * @param low edge of the band-pass in Hz
   * @param high edge of the band-pass in Hz
   * @param mains frequency of the notch in Hz; 0 for none
   * @param factor of decimation
   * @param peakToPeak that is rejected, in microvolts
   * @return band-pass of order 4, notch, decimation
   */
  public static Pipeline standard(
      double low, double high, double mains, int factor, double peakToPeak) {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.BandPass(low, high, 4));
    if (mains > 0) {
      steps.add(new Step.Notch(mains, 30));
    }
    steps.add(new Step.Decimate(factor));
    return new Pipeline(steps, 0, 0.8, -0.1, 0, peakToPeak);
  }

  /**
   * Cuts a recording into epochs.
   *
   * @param recording not modified
   * @return the epochs that are good, and how many are not
   * @throws InputException if a step does not fit the recording
   */
  public Epochs apply(Recording recording) {
    int channels = recording.channels().size();
    double[][] filtered = new double[channels][];
    boolean[] missing = new boolean[recording.length()];
    for (int c = 0; c < channels; c++) {
      double[] x = bridged(recording, c, missing);
      for (Step step : steps) {
        x = step.apply(x, recording.rate());
      }
      filtered[c] = x;
    }
    int every = steps.stream().mapToInt(Step::keepEvery).reduce(1, (a, b) -> a * b);
    int first = (int) Math.round(from * recording.rate());
    int count = (int) Math.round((to - from) * recording.rate() / every);
    double[] times = new double[count];
    for (int t = 0; t < count; t++) {
      times[t] = (first + t * every) / recording.rate();
    }
    List<Epochs.Epoch> good = new ArrayList<>();
    int[] bad = new int[3];
    for (Stimulus stimulus : recording.stimuli()) {
      double[][] values = new double[channels][count];
      int fault = epoch(recording, filtered, missing, stimulus.sample(), first, every, values);
      if (fault < 0) {
        good.add(new Epochs.Epoch(values, stimulus.target(), stimulus.code(), stimulus.block()));
      } else {
        bad[fault]++;
      }
    }
    return new Epochs(
        recording.channels(), times, good, new Epochs.Rejected(bad[0], bad[1], bad[2]));
  }

  /** Fills an epoch; gives −1, or what is wrong: 0 at the edge, 1 missing or flat, 2 artefact. */
  private int epoch(
      Recording recording,
      double[][] filtered,
      boolean[] missing,
      int at,
      int first,
      int every,
      double[][] values) {
    boolean based = baselineTo > baselineFrom;
    int baseBegin = at + (int) Math.round(baselineFrom * recording.rate());
    int baseEnd = at + (int) Math.round(baselineTo * recording.rate());
    int begin = at + first;
    int end = begin + (values[0].length - 1) * every + 1;
    int low = based ? Math.min(begin, baseBegin) : begin;
    int high = based ? Math.max(end, baseEnd) : end;
    if (low < 0 || high > missing.length) {
      return 0;
    }
    for (int i = low; i < high; i++) {
      if (missing[i]) {
        return 1;
      }
    }
    for (int c = 0; c < values.length; c++) {
      double least = Double.POSITIVE_INFINITY;
      double most = Double.NEGATIVE_INFINITY;
      for (int i = low; i < high; i++) {
        least = Math.min(least, filtered[c][i]);
        most = Math.max(most, filtered[c][i]);
      }
      if (most - least < FLAT) {
        return 1;
      }
      if (most - least > peakToPeak) {
        return 2;
      }
      double base = 0;
      for (int i = baseBegin; based && i < baseEnd; i++) {
        base += filtered[c][i] / (baseEnd - baseBegin);
      }
      for (int t = 0; t < values[c].length; t++) {
        values[c][t] = filtered[c][begin + t * every] - base;
      }
    }
    return -1;
  }

  /** A channel with straight lines where nothing was recorded, for the filters. */
  private static double[] bridged(Recording recording, int channel, boolean[] missing) {
    double[] x = recording.samples()[channel].clone();
    int known = -1;
    for (int i = 0; i < x.length; i++) {
      if (!Double.isFinite(x[i])) {
        missing[i] = true;
        continue;
      }
      for (int j = known + 1; j < i; j++) {
        double share = known < 0 ? 1 : (double) (j - known) / (i - known);
        x[j] = known < 0 ? x[i] : x[known] + share * (x[i] - x[known]);
      }
      known = i;
    }
    InputException.check(
        known >= 0,
        "The channel %s of the recording %s holds no number; leave it out.",
        recording.channels().get(channel),
        recording.name());
    for (int j = known + 1; j < x.length; j++) {
      x[j] = x[known];
    }
    return x;
  }

  /**
   * All settings.
   *
   * @return texts and numbers, for provenance
   */
  public Map<String, Object> describe() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("steps", steps.stream().map(Step::toString).toList());
    map.put("epoch", List.of(from, to));
    map.put("baseline", List.of(baselineFrom, baselineTo));
    map.put("rejected beyond µV", peakToPeak);
    return map;
  }
}
