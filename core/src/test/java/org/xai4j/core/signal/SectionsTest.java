package org.xai4j.core.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.xai4j.core.run.InputException;

/** Filters against their closed-form gain and against SciPy. */
class SectionsTest {
  private static final double RATE = 256;

  private static double[] signal() {
    return IntStream.range(0, 400)
        .mapToDouble(
            i ->
                Math.sin(2 * Math.PI * 3 * i / RATE)
                    + 0.5 * Math.sin(2 * Math.PI * 40 * i / RATE)
                    + 0.01 * i)
        .toArray();
  }

  /**
   * |H|² = 1/(1 + Ω²ⁿ), Ω the warped frequency over the warped edge; of the band-pass Ω = (w² −
   * w₁w₂)/(w(w₂ − w₁)).
   */
  @Test
  void gainIsButterworths() {
    Sections low = Sections.lowPass(8, 25.6, RATE);
    Sections band = Sections.bandPass(4, 1, 20, RATE);
    for (double f : new double[] {0.3, 1, 2.5, 7, 20, 25.6, 40, 90}) {
      double w = Math.tan(Math.PI * f / RATE);
      double omega = w / Math.tan(Math.PI * 25.6 / RATE);
      assertEquals(1 / Math.sqrt(1 + Math.pow(omega, 16)), low.gain(f, RATE), 1e-10, f + " Hz");
      double from = Math.tan(Math.PI / RATE);
      double to = Math.tan(Math.PI * 20 / RATE);
      double ratio = (w * w - from * to) / (w * (to - from));
      assertEquals(
          1 / Math.sqrt(1 + Math.pow(ratio, 8)), band.gain(f, RATE), 1e-9, f + " Hz, band");
    }
    Sections notch = Sections.notch(50, 30, RATE);
    assertEquals(0, notch.gain(50, RATE), 1e-12);
    assertEquals(1, notch.gain(0, RATE), 1e-12);
    assertEquals(1, notch.gain(128, RATE), 1e-12);
  }

  /**
   * {@code n = numpy.arange(400); x = sin(2π3n/256) + 0.5 sin(2π40n/256) + 0.01n;
   * scipy.signal.sosfiltfilt(scipy.signal.butter(4, [1, 20], 'band', fs=256, output='sos'), x)},
   * and {@code butter(8, 25.6, 'low', …)} and {@code tf2sos(*iirnotch(50, 30, fs=256))} likewise,
   * SciPy 1.17.1, at 0, 1, 100, 200, 399.
   */
  @Test
  void zeroPhaseIsScipys() {
    check(
        Sections.bandPass(4, 1, 20, RATE),
        0.4255441173736554,
        0.49219737459202084,
        0.7463133810355701,
        0.9058023060885797,
        -0.14756484014581145);
    check(
        Sections.lowPass(8, 25.6, RATE),
        0.0007376976493274692,
        0.08219182584178646,
        1.8817984396076368,
        2.8316433633878324,
        3.515045701921046);
    check(
        Sections.notch(50, 30, RATE),
        -0.0063551707538612445,
        0.48282171702121723,
        1.531498591665269,
        3.3292875459783478,
        3.5201332493511748);
  }

  private static void check(Sections filter, double... expected) {
    double[] y = filter.zeroPhase(signal());
    int[] at = {0, 1, 100, 200, 399};
    for (int k = 0; k < at.length; k++) {
      assertEquals(expected[k], y[at[k]], 1e-8, "sample " + at[k]);
    }
  }

  /** A sine in the pass band comes out squared in gain and not moved in time. */
  @Test
  void nothingIsDelayed() {
    Sections band = Sections.bandPass(4, 1, 20, RATE);
    double[] x =
        IntStream.range(0, 2560).mapToDouble(i -> Math.sin(2 * Math.PI * 8 * i / RATE)).toArray();
    double[] y = band.zeroPhase(x);
    double gain = Math.pow(band.gain(8, RATE), 2);
    for (int i = 1000; i < 1500; i++) {
      assertEquals(gain * x[i], y[i], 1e-4);
    }
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThrows(InputException.class, () -> Sections.bandPass(4, 1, 200, RATE));
    assertThrows(InputException.class, () -> Sections.bandPass(4, 20, 1, RATE));
    assertThrows(InputException.class, () -> Sections.lowPass(8, 128, RATE));
    assertThrows(InputException.class, () -> Sections.notch(0, 30, RATE));
    assertThrows(
        InputException.class, () -> Sections.bandPass(4, 1, 20, RATE).zeroPhase(new double[27]));
  }
}
