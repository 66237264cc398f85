package org.xai4j.core.signal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xai4j.core.data.eeg.Recording;
import org.xai4j.core.data.eeg.Stimulus;
import org.xai4j.core.run.InputException;

/** Epochs against signals whose values are known. */
class PipelineTest {
  private static final double RATE = 100;

  private static Recording recording(double[]... channels) {
    List<String> names = List.of("Fz", "Cz", "Pz").subList(0, channels.length);
    return new Recording(
        "test",
        RATE,
        names,
        channels,
        List.of(
            new Stimulus(5, false, 1, 0),
            new Stimulus(100, true, 2, 0),
            new Stimulus(300, false, 3, 0),
            new Stimulus(395, true, 4, 1)));
  }

  private static double[] ramp() {
    double[] x = new double[400];
    Arrays.setAll(x, i -> i);
    return x;
  }

  /** Without filters an epoch of a ramp is the ramp minus the mean of its baseline. */
  @Test
  void epochsAreTheSignalMinusItsBaseline() {
    Pipeline plain = new Pipeline(List.of(), 0, 0.2, -0.1, 0, 1e9);
    Epochs epochs = plain.apply(recording(ramp()));
    assertEquals(2, epochs.size());
    assertEquals(new Epochs.Rejected(2, 0, 0), epochs.rejected());
    assertArrayEquals(new int[] {1, 0}, epochs.labels());
    assertEquals(20, epochs.times().length);
    for (int t = 0; t < 20; t++) {
      assertEquals(t / RATE, epochs.times()[t], 1e-12);
      // The mean of the ten samples before the stimulus lies 5.5 below it.
      assertEquals(t + 5.5, epochs.epochs().get(0).values()[0][t], 1e-9);
    }
  }

  /**
   * Decimation keeps slow waves at the samples counted from the stimulus, and removes fast ones.
   */
  @Test
  void decimationDoesNotFold() {
    double[] slow = new double[400];
    double[] fast = new double[400];
    Arrays.setAll(slow, i -> Math.sin(2 * Math.PI * 2 * i / RATE));
    // At every fifth sample 21 Hz would look like 1 Hz.
    Arrays.setAll(fast, i -> slow[i] + Math.sin(2 * Math.PI * 21 * i / RATE));
    Pipeline fifth = new Pipeline(List.of(new Step.Decimate(5)), 0, 0.4, 0, 0, 1e9);
    double[][] values = fifth.apply(recording(slow, fast)).epochs().get(1).values();
    assertEquals(8, values[0].length);
    for (int t = 0; t < 8; t++) {
      assertEquals(slow[100 + 5 * t], values[0][t], 0.01);
      assertEquals(slow[100 + 5 * t], values[1][t], 0.01);
    }
  }

  @Test
  void badStretchesAreRejectedAndCounted() {
    double[] gap = ramp();
    gap[105] = Double.NaN;
    double[] jump = ramp();
    Arrays.fill(jump, 310, 400, 1000);
    Pipeline plain = new Pipeline(List.of(), 0, 0.2, -0.1, 0, 100);
    assertEquals(new Epochs.Rejected(2, 1, 1), plain.apply(recording(gap, jump)).rejected());
    double[] flat = new double[400];
    assertEquals(new Epochs.Rejected(2, 2, 0), plain.apply(recording(ramp(), flat)).rejected());
    double[] empty = new double[400];
    Arrays.fill(empty, Double.NaN);
    String message =
        assertThrows(InputException.class, () -> plain.apply(recording(ramp(), empty)))
            .getMessage();
    assertTrue(message.contains("Cz"), message);
  }

  @Test
  void scalingIsOfTheTrainingEpochsAlone() {
    Pipeline plain = new Pipeline(List.of(), 0, 0.2, -0.1, 0, 1e9);
    Epochs all = plain.apply(recording(ramp()));
    Epochs train = all.select(new int[] {0});
    Scaling scaling = Scaling.of(train);
    // 5.5 to 24.5 in steps of one.
    assertEquals(15, scaling.means()[0], 1e-9);
    assertEquals(Math.sqrt((20 * 20 - 1) / 12.0), scaling.deviations()[0], 1e-9);
    Epochs scaled = scaling.apply(train);
    double[] values = scaled.epochs().get(0).values()[0];
    assertEquals(0, Arrays.stream(values).sum(), 1e-9);
    assertEquals(20, Arrays.stream(values).map(v -> v * v).sum(), 1e-9);
  }

  @Test
  void blocksOfDifferentRecordingsDiffer() {
    Pipeline plain = new Pipeline(List.of(), 0, 0.2, 0, 0, 1e9);
    Epochs one = plain.apply(recording(ramp()));
    Epochs two = Epochs.join(List.of(one, one));
    assertEquals(2 * one.size(), two.size());
    assertFalse(two.epochs().get(0).block() == two.epochs().get(one.size()).block());
    assertEquals(2 * one.rejected().edge(), two.rejected().edge());
    Epochs other = plain.apply(recording(ramp(), ramp()));
    assertThrows(InputException.class, () -> Epochs.join(List.of(one, other)));
  }
}
