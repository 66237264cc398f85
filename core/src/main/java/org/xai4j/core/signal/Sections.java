package org.xai4j.core.signal;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.complex.Complex;
import org.xai4j.core.run.InputException;

/**
 * A digital filter as a cascade of second-order sections, H(z) = Π (b₀ + b₁z⁻¹ + b₂z⁻²)/(1 + a₁z⁻¹
 * + a₂z⁻²), run forward and backward so that nothing is delayed.
 *
 * @param coefficients per section b₀, b₁, b₂, a₁, a₂
 */
public record Sections(List<double[]> coefficients) {
  /** Copies the list. */
  public Sections {
    coefficients = List.copyOf(coefficients);
  }

  /**
   * Butterworth's band-pass (Butterworth 1930) by the bilinear transform with warped edges.
   *
   * @param order of the low-pass prototype; the band-pass has twice as many poles
   * @param low edge in Hz, where the gain is 1/√2
   * @param high edge in Hz
   * @param rate samples per second
   * @return one section per order
   * @throws InputException unless 0 &lt; low &lt; high &lt; rate/2
   */
  public static Sections bandPass(int order, double low, double high, double rate) {
    InputException.check(
        0 < low && low < high && high < rate / 2,
        "A band-pass from %s to %s Hz does not fit %s samples per second: its edges must rise and"
            + " lie between 0 and half the rate.",
        low,
        high,
        rate);
    double from = warped(low, rate);
    double to = warped(high, rate);
    double centre = from * to;
    List<Complex> poles = new ArrayList<>();
    for (int k = 0; k < order; k++) {
      Complex half = prototype(order, k).multiply((to - from) / 2);
      Complex root = half.multiply(half).subtract(centre).sqrt();
      poles.add(half.add(root));
      poles.add(half.subtract(root));
    }
    // Zeros at 0 and at infinity become 1 and −1, a pair in every section.
    return cascade(poles, Math.pow(to - from, order), order, new double[] {1, 0, -1});
  }

  /**
   * Butterworth's low-pass.
   *
   * @param order number of poles, even
   * @param edge in Hz, where the gain is 1/√2
   * @param rate samples per second
   * @return one section per two orders
   * @throws InputException unless 0 &lt; edge &lt; rate/2
   */
  public static Sections lowPass(int order, double edge, double rate) {
    InputException.check(
        0 < edge && edge < rate / 2,
        "A low-pass at %s Hz does not fit %s samples per second: its edge must lie between 0 and"
            + " half the rate.",
        edge,
        rate);
    double at = warped(edge, rate);
    List<Complex> poles = new ArrayList<>();
    for (int k = 0; k < order; k++) {
      poles.add(prototype(order, k).multiply(at));
    }
    return cascade(poles, Math.pow(at, order), 0, new double[] {1, 2, 1});
  }

  /**
   * A notch of second order.
   *
   * @param frequency that is taken out, in Hz
   * @param quality frequency divided by the width at which the gain is 1/√2
   * @param rate samples per second
   * @return one section
   * @throws InputException unless 0 &lt; frequency &lt; rate/2
   */
  public static Sections notch(double frequency, double quality, double rate) {
    InputException.check(
        0 < frequency && frequency < rate / 2 && quality > 0,
        "A notch at %s Hz does not fit %s samples per second: it must lie between 0 and half the"
            + " rate.",
        frequency,
        rate);
    double omega = 2 * Math.PI * frequency / rate;
    double gain = 1 / (1 + Math.tan(omega / quality / 2));
    double cosine = -2 * gain * Math.cos(omega);
    return new Sections(List.of(new double[] {gain, cosine, gain, cosine, 2 * gain - 1}));
  }

  /** The analog frequency that the bilinear transform of step 1/2 maps to the digital one. */
  private static double warped(double frequency, double rate) {
    return 4 * Math.tan(Math.PI * frequency / rate);
  }

  /** A pole of the analog prototype, on the left half of the unit circle. */
  private static Complex prototype(int order, int k) {
    double angle = Math.PI * (2 * k - order + 1) / (2.0 * order);
    return new Complex(-Math.cos(angle), -Math.sin(angle));
  }

  /** The bilinear transform z = (4 + s)/(4 − s) of poles and of zeros at the origin. */
  private static Sections cascade(
      List<Complex> analog, double gain, int zeros, double[] numerator) {
    Complex scale = new Complex(gain * Math.pow(4, zeros), 0);
    List<Complex> poles = new ArrayList<>();
    for (Complex s : analog) {
      scale = scale.divide(new Complex(4, 0).subtract(s));
      poles.add(new Complex(4, 0).add(s).divide(new Complex(4, 0).subtract(s)));
    }
    List<Complex> left = new ArrayList<>(poles);
    List<double[]> sections = new ArrayList<>();
    while (!left.isEmpty()) {
      Complex one = left.remove(0);
      Complex other = partner(one, left);
      left.remove(other);
      double factor = sections.isEmpty() ? scale.getReal() : 1;
      sections.add(
          new double[] {
            factor * numerator[0],
            factor * numerator[1],
            factor * numerator[2],
            -one.add(other).getReal(),
            one.multiply(other).getReal()
          });
    }
    return new Sections(sections);
  }

  /** The conjugate of a pole; for a real pole the other real one. */
  private static Complex partner(Complex pole, List<Complex> others) {
    Complex best = others.get(0);
    for (Complex other : others) {
      double now = other.subtract(pole.conjugate()).abs();
      boolean real = Math.abs(pole.getImaginary()) < 1e-12;
      boolean fits = !real || Math.abs(other.getImaginary()) < 1e-12;
      best = fits && now < best.subtract(pole.conjugate()).abs() ? other : best;
    }
    return best;
  }

  /**
   * The gain at a frequency when run once.
   *
   * @param frequency in Hz
   * @param rate samples per second
   * @return |H|
   */
  public double gain(double frequency, double rate) {
    double omega = 2 * Math.PI * frequency / rate;
    Complex z = new Complex(Math.cos(omega), -Math.sin(omega));
    double gain = 1;
    for (double[] s : coefficients) {
      Complex above = z.multiply(s[2]).add(s[1]).multiply(z).add(s[0]);
      Complex below = z.multiply(s[4]).add(s[3]).multiply(z).add(1);
      gain *= above.abs() / below.abs();
    }
    return gain;
  }

  /**
   * Runs the filter forward and backward: the gain is |H|², the delay zero. The ends are continued
   * by their point reflection, and the filter starts in the state that a constant leaves
   * (Gustafsson 1996 discusses the ends).
   *
   * @param x samples; not modified
   * @return filtered samples
   * @throws InputException if there are too few samples
   */
  public double[] zeroPhase(double[] x) {
    int edge = 3 * (2 * coefficients.size() + 1);
    InputException.check(
        x.length > edge,
        "A signal of %d samples is too short for the filter, which needs more than %d.",
        x.length,
        edge);
    double[] y = new double[x.length + 2 * edge];
    int last = x.length - 1;
    for (int i = 0; i < edge; i++) {
      y[i] = 2 * x[0] - x[edge - i];
      y[edge + x.length + i] = 2 * x[last] - x[last - 1 - i];
    }
    System.arraycopy(x, 0, y, edge, x.length);
    run(y);
    reverse(y);
    run(y);
    reverse(y);
    return java.util.Arrays.copyOfRange(y, edge, edge + x.length);
  }

  private static void reverse(double[] y) {
    for (int i = 0, j = y.length - 1; i < j; i++, j--) {
      double swap = y[i];
      y[i] = y[j];
      y[j] = swap;
    }
  }

  private void run(double[] y) {
    double level = y[0];
    for (double[] s : coefficients) {
      double gain = (s[0] + s[1] + s[2]) / (1 + s[3] + s[4]);
      double late = (s[2] - s[4] * gain) * level;
      double soon = (s[1] - s[3] * gain) * level + late;
      for (int i = 0; i < y.length; i++) {
        double in = y[i];
        double out = s[0] * in + soon;
        soon = s[1] * in - s[3] * out + late;
        late = s[2] * in - s[4] * out;
        y[i] = out;
      }
      level *= gain;
    }
  }
}
