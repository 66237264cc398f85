package org.xai4j.benchmarks.data;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.SplitRandom;

/**
 * Simulated heartbeats as an electrocardiogram shows them: sums of Gaussian waves (after McSharry
 * et al. 2003, doi:10.1109/TBME.2003.808805) whose places, heights and widths vary from beat to
 * beat, on a slow wave of the baseline and white noise. Some have an anomaly, whose place is known.
 *
 * @param inputs FLOAT [n, 96], in millivolts at 96 samples per second
 * @param labels 0 normal, else the place in {@link #CLASSES}
 * @param masks FLOAT [n, 96], 1 where the anomaly changes the beat by more than a quarter of its
 *     largest change; zeros for normal beats
 */
public record Heartbeats(INDArray inputs, int[] labels, INDArray masks) {
  /** Samples of a beat. */
  public static final int LENGTH = 96;

  /** Normal beats, and the anomalies. */
  public static final List<String> CLASSES =
      List.of("normal", "no P wave", "wide QRS", "ST elevation", "inverted T");

  /** Part of the largest change from which on a sample belongs to the anomaly. */
  private static final double EVIDENT = 0.25;

  private static final double NOISE = 0.02;
  private static final double WANDER = 0.05;

  /** Place in the beat, height in millivolts and width of P, Q, R, S, the ST segment and T. */
  private static final double[][] WAVES = {
    {0.20, 0.15, 0.025},
    {0.345, -0.12, 0.010},
    {0.37, 1.10, 0.012},
    {0.395, -0.25, 0.010},
    {0.48, 0.00, 0.040},
    {0.62, 0.30, 0.045}
  };

  private static final int P = 0;
  private static final int Q = 1;
  private static final int R = 2;
  private static final int S = 3;
  private static final int ST = 4;
  private static final int T = 5;

  /**
   * Normal beats to learn from.
   *
   * @param count how many
   * @param seed of all draws
   * @return labels are all 0
   */
  public static Heartbeats normal(int count, long seed) {
    return of(count, 1, SplitRandom.of(seed).split("heartbeats-train"));
  }

  /**
   * Beats to test on, the classes in turn.
   *
   * @param count how many
   * @param seed of all draws
   * @return as many of each class
   */
  public static Heartbeats mixed(int count, long seed) {
    return of(count, CLASSES.size(), SplitRandom.of(seed).split("heartbeats-test"));
  }

  private static Heartbeats of(int count, int classes, SplitRandom random) {
    float[] inputs = new float[count * LENGTH];
    float[] masks = new float[count * LENGTH];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % classes;
      SplitRandom own = random.split(i);
      double[][] waves = waves(own);
      double[] usual = beat(waves);
      double size = 0.8 + 0.4 * own.nextDouble();
      double[] beat = beat(changed(waves, labels[i], size));
      double most = 0;
      for (int t = 0; t < LENGTH; t++) {
        most = Math.max(most, Math.abs(beat[t] - usual[t]));
      }
      double phase = 2 * Math.PI * own.nextDouble();
      for (int t = 0; t < LENGTH; t++) {
        double slow = WANDER * Math.sin(2 * Math.PI * t / LENGTH + phase);
        inputs[i * LENGTH + t] = (float) (beat[t] + slow + NOISE * own.nextGaussian());
        boolean evident = most > 0 && Math.abs(beat[t] - usual[t]) > EVIDENT * most;
        masks[i * LENGTH + t] = evident ? 1 : 0;
      }
    }
    return new Heartbeats(
        NdArrays.array(inputs, count, LENGTH), labels, NdArrays.array(masks, count, LENGTH));
  }

  /** Waves of one beat: places ± 1 %, heights ± 10 % and widths ± 8 % (standard deviations). */
  private static double[][] waves(SplitRandom random) {
    double[][] waves = new double[WAVES.length][];
    double shift = 0.01 * random.nextGaussian();
    for (int w = 0; w < waves.length; w++) {
      double[] wave = WAVES[w];
      waves[w] =
          new double[] {
            wave[0] + shift + 0.005 * random.nextGaussian(),
            wave[1] * (1 + 0.1 * random.nextGaussian()),
            wave[2] * (1 + 0.08 * random.nextGaussian())
          };
    }
    return waves;
  }

  private static double[][] changed(double[][] usual, int label, double size) {
    double[][] waves = new double[usual.length][];
    for (int w = 0; w < waves.length; w++) {
      waves[w] = usual[w].clone();
    }
    switch (label) {
      case 1 -> waves[P][1] = 0;
      case 2 -> {
        for (int w : new int[] {Q, R, S}) {
          waves[w][2] *= 1 + 1.5 * size;
        }
      }
      case 3 -> waves[ST][1] += 0.25 * size;
      case 4 -> waves[T][1] *= -size;
      default -> {
        // A normal beat.
      }
    }
    return waves;
  }

  private static double[] beat(double[][] waves) {
    double[] beat = new double[LENGTH];
    for (double[] wave : waves) {
      for (int t = 0; t < LENGTH; t++) {
        double z = ((double) t / LENGTH - wave[0]) / wave[2];
        beat[t] += wave[1] * Math.exp(-z * z / 2);
      }
    }
    return beat;
  }
}
