package org.xai4j.core.data.eeg;

import java.util.List;
import org.xai4j.core.run.InputException;

/**
 * A stretch of electroencephalogram with its stimuli.
 *
 * @param name of the file, for messages
 * @param rate samples per second
 * @param channels names of the electrodes
 * @param samples [channel][sample] in microvolts; NaN where nothing was recorded
 * @param stimuli in order of time
 */
public record Recording(
    String name, double rate, List<String> channels, double[][] samples, List<Stimulus> stimuli) {
  /** Copies the lists and checks that the parts fit. */
  public Recording {
    channels = List.copyOf(channels);
    stimuli = List.copyOf(stimuli);
    InputException.check(
        rate > 0 && Double.isFinite(rate),
        "The recording %s has a sampling rate of %s Hz; it must be positive.",
        name,
        rate);
    InputException.check(
        !channels.isEmpty() && channels.size() == samples.length,
        "The recording %s names %d channels but holds %d.",
        name,
        channels.size(),
        samples.length);
    for (Stimulus stimulus : stimuli) {
      InputException.check(
          stimulus.sample() >= 0 && stimulus.sample() < samples[0].length,
          "The recording %s has a stimulus at sample %d, but only %d samples.",
          name,
          stimulus.sample(),
          samples[0].length);
    }
  }

  /**
   * How long it is.
   *
   * @return samples per channel
   */
  public int length() {
    return samples[0].length;
  }
}
