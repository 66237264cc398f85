package org.xai4j.benchmarks.p300;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xai4j.core.data.eeg.Montage;
import org.xai4j.core.data.eeg.Recording;
import org.xai4j.core.data.eeg.Speller;
import org.xai4j.core.data.eeg.Stimulus;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Simulated electroencephalogram of someone who spells: every flash evokes a visual response, and
 * flashes of the attended row or column an N200 over the occipito-temporal and a P300 over the
 * parietal scalp as well, whose latency varies. They lie in pink noise of sources shared by
 * neighbouring electrodes, occipital alpha waves, eye blinks and mains hum. Where the classes
 * differ is therefore known.
 *
 * @param channels names of electrodes of the 10–20 system
 * @param rate samples per second
 * @param repetitions of all twelve flashes for each character
 * @param signalToNoise height of the P300 at Pz divided by the standard deviation of the noise
 *     there
 * @param jitter standard deviation of the P300's latency, in seconds
 * @param seed of all randomness
 */
public record Simulator(
    List<String> channels,
    double rate,
    int repetitions,
    double signalToNoise,
    double jitter,
    long seed) {
  /** Latency of the P300's peak in seconds, on average. */
  public static final double P300 = 0.32;

  /** Latency of the N200's peak in seconds. */
  public static final double N200 = 0.2;

  /** Seconds from flash to flash. */
  private static final double INTERVAL = 0.175;

  /** Seconds before the first and behind the last flash. */
  private static final double LEAD = 1.5;

  /** Standard deviation of the background at every electrode, in microvolts. */
  private static final double BACKGROUND = 8;

  private static final double ALPHA = 4;
  private static final double BLINK = 150;
  private static final double HUM = 2;

  /** Sources of the background, spread over the scalp. */
  private static final double[][] SOURCES = {
    {0, 0.6}, {-0.5, 0.3}, {0.5, 0.3}, {0, 0}, {-0.6, -0.3}, {0.6, -0.3}, {0, -0.6}, {0, -0.3}
  };

  /** Checks the settings. */
  public Simulator {
    channels = List.copyOf(channels);
    InputException.check(
        rate >= 100 && repetitions >= 1 && signalToNoise >= 0 && jitter >= 0,
        "A simulation needs at least 100 samples per second and one repetition, and a signal-to-"
            + "noise ratio and jitter that are not negative.");
  }

  /**
   * Another signal-to-noise ratio.
   *
   * @param other replaces {@link #signalToNoise()}
   * @return a copy
   */
  public Simulator withSignalToNoise(double other) {
    return new Simulator(channels, rate, repetitions, other, jitter, seed);
  }

  /**
   * Simulates the spelling of characters.
   *
   * @param text characters of the speller
   * @param part names the part of the data, so that parts differ
   * @return one recording per character
   */
  public List<Recording> spell(String text, String part) {
    return spell(text, part, true);
  }

  /**
   * The same flashes and evoked responses as in {@link #spell}, without anything else: what the
   * truth is read from.
   *
   * @param text characters of the speller
   * @param part as there
   * @return one recording per character
   */
  public List<Recording> clean(String text, String part) {
    return spell(text, part, false);
  }

  private List<Recording> spell(String text, String part, boolean noisy) {
    List<Recording> recordings = new ArrayList<>();
    for (int k = 0; k < text.length(); k++) {
      SplitRandom random = SplitRandom.of(seed).split("p300").split(part).split(k);
      recordings.add(
          character(part + " character " + (k + 1), Speller.cell(text.charAt(k)), random, noisy));
    }
    return recordings;
  }

  /**
   * Characters in random order.
   *
   * @param count how many
   * @param part names the part of the data
   * @return a text of the speller's characters
   */
  public String text(int count, String part) {
    SplitRandom random = SplitRandom.of(seed).split("text").split(part);
    StringBuilder text = new StringBuilder();
    while (text.length() < count) {
      text.append(Speller.CHARACTERS.charAt(random.nextInt(Speller.CHARACTERS.length())));
    }
    return text.toString();
  }

  private Recording character(String name, int cell, SplitRandom random, boolean noisy) {
    int flashes = repetitions * Speller.CODES;
    int length = (int) Math.round((2 * LEAD + flashes * INTERVAL) * rate);
    List<Montage.Place> places = Montage.of(channels);
    double[][] samples =
        noisy ? noise(places, length, random.split("noise")) : new double[places.size()][length];
    List<Stimulus> stimuli = new ArrayList<>();
    SplitRandom order = random.split("order");
    SplitRandom latency = random.split("latency");
    int before = -1;
    for (int r = 0; r < repetitions; r++) {
      int[] codes = order.permutation(Speller.CODES);
      if (codes[0] == before) {
        // No row or column flashes twice in a row.
        codes[0] = codes[Speller.CODES - 1];
        codes[Speller.CODES - 1] = before;
      }
      for (int i = 0; i < codes.length; i++) {
        int at = (int) Math.round((LEAD + (r * Speller.CODES + i) * INTERVAL) * rate);
        boolean target = Speller.flashes(cell, codes[i] + 1);
        stimuli.add(new Stimulus(at, target, codes[i] + 1, 0));
        evoke(samples, places, at, target, jitter * latency.nextGaussian());
      }
      before = codes[codes.length - 1];
    }
    return new Recording(name, rate, channels, samples, stimuli);
  }

  /** Adds the response to a flash. */
  private void evoke(
      double[][] samples, List<Montage.Place> places, int at, boolean target, double late) {
    double unit = signalToNoise * BACKGROUND;
    for (int c = 0; c < samples.length; c++) {
      Montage.Place p = places.get(c);
      double visual = 0.4 * near(p, 0, -0.75, 0.35);
      double early = -0.6 * (near(p, -0.55, -0.6, 0.3) + near(p, 0.55, -0.6, 0.3));
      double late300 = near(p, 0, -0.4, 0.5);
      int span = (int) (0.8 * rate);
      for (int i = 0; i < span && at + i < samples[c].length; i++) {
        double t = i / rate;
        double v = visual * (bump(t, 0.1, 0.02) - 1.2 * bump(t, 0.15, 0.025));
        if (target) {
          v += early * bump(t, N200, 0.03) + late300 * bump(t, P300 + late, 0.06);
        }
        samples[c][at + i] += unit * v;
      }
    }
  }

  private static double bump(double t, double centre, double width) {
    double z = (t - centre) / width;
    return Math.abs(z) > 6 ? 0 : StrictMath.exp(-z * z / 2);
  }

  private static double near(Montage.Place p, double x, double y, double width) {
    double squared = (p.x() - x) * (p.x() - x) + (p.y() - y) * (p.y() - y);
    return StrictMath.exp(-squared / (2 * width * width));
  }

  private double[][] noise(List<Montage.Place> places, int length, SplitRandom random) {
    double[][] samples = new double[places.size()][length];
    double[][] sources = new double[SOURCES.length][];
    for (int s = 0; s < sources.length; s++) {
      sources[s] = pink(length, random.split("source").split(s));
    }
    double[] alpha = alpha(length, random.split("alpha"));
    double[] blinks = blinks(length, random.split("blinks"));
    double phase = 2 * Math.PI * random.split("hum").nextDouble();
    for (int c = 0; c < samples.length; c++) {
      Montage.Place p = places.get(c);
      double[] own = pink(length, random.split("channel").split(c));
      double[] weights =
          Arrays.stream(SOURCES).mapToDouble(s -> near(p, s[0], s[1], 0.35)).toArray();
      double power = 0.25 + Arrays.stream(weights).map(w -> w * w).sum();
      double scale = BACKGROUND / Math.sqrt(power);
      double back = ALPHA * near(p, 0, -0.8, 0.45);
      double front = BLINK * near(p, 0, 1, 0.3);
      for (int i = 0; i < length; i++) {
        double sum = 0.5 * own[i];
        for (int s = 0; s < sources.length; s++) {
          sum += weights[s] * sources[s][i];
        }
        double hum = HUM * StrictMath.sin(phase + 2 * Math.PI * 50 * i / rate);
        samples[c][i] = scale * sum + back * alpha[i] + front * blinks[i] + hum;
      }
    }
    return samples;
  }

  /** Noise whose power falls like 1/f: a sum of first-order processes, one per octave. */
  private static double[] pink(int length, SplitRandom random) {
    int octaves = 9;
    double[] x = new double[length];
    double[] state = new double[octaves];
    for (int o = 0; o < octaves; o++) {
      state[o] = random.nextGaussian();
    }
    double scale = 1 / Math.sqrt(octaves);
    double[] keep = new double[octaves];
    double[] fresh = new double[octaves];
    for (int o = 0; o < octaves; o++) {
      keep[o] = StrictMath.exp(-StrictMath.pow(2, -o));
      fresh[o] = Math.sqrt(1 - keep[o] * keep[o]);
    }
    for (int i = 0; i < length; i++) {
      double sum = 0;
      for (int o = 0; o < octaves; o++) {
        state[o] = keep[o] * state[o] + fresh[o] * random.nextGaussian();
        sum += state[o];
      }
      x[i] = scale * sum;
    }
    return x;
  }

  /** Waves near 10 Hz whose strength comes and goes. */
  private double[] alpha(int length, SplitRandom random) {
    double[] x = new double[length];
    double phase = 2 * Math.PI * random.nextDouble();
    double strength = random.nextGaussian();
    double keep = StrictMath.exp(-1 / (0.5 * rate));
    for (int i = 0; i < length; i++) {
      strength = keep * strength + Math.sqrt(1 - keep * keep) * random.nextGaussian();
      phase += 2 * Math.PI * (10 + 0.5 * strength) / rate;
      x[i] = Math.abs(strength) * StrictMath.sin(phase);
    }
    return x;
  }

  /** A blink every six seconds or so, a third of a second long. */
  private double[] blinks(int length, SplitRandom random) {
    double[] x = new double[length];
    double at = 6 * random.nextDouble();
    while (at < length / rate) {
      int from = (int) (at * rate);
      int width = (int) (0.35 * rate);
      double height = 0.7 + 0.6 * random.nextDouble();
      for (int i = 0; i < width && from + i < length; i++) {
        double s = StrictMath.sin(Math.PI * i / width);
        x[from + i] += height * s * s;
      }
      at += 3 + 6 * random.nextDouble();
    }
    return x;
  }
}
