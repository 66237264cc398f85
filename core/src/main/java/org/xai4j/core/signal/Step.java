package org.xai4j.core.signal;

import java.util.Locale;

/** A step of the preparation of continuous signals, a value that provenance can tell of. */
public sealed interface Step {
  /**
   * Filters one channel without delay.
   *
   * @param x samples; not modified
   * @param rate samples per second
   * @return as many samples
   * @throws org.xai4j.core.run.InputException if the step does not fit the rate
   */
  double[] apply(double[] x, double rate);

  /**
   * Every how many samples one is kept afterwards.
   *
   * @return 1 for all
   */
  default int keepEvery() {
    return 1;
  }

  /**
   * Butterworth's band-pass, forward and backward.
   *
   * @param low edge in Hz
   * @param high edge in Hz
   * @param order of the prototype
   */
  record BandPass(double low, double high, int order) implements Step {
    @Override
    public double[] apply(double[] x, double rate) {
      return Sections.bandPass(order, low, high, rate).zeroPhase(x);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "band-pass %s–%s Hz, Butterworth of order %d, zero phase", low, high, order);
    }
  }

  /**
   * A notch, forward and backward.
   *
   * @param frequency that is taken out, in Hz
   * @param quality frequency divided by width
   */
  record Notch(double frequency, double quality) implements Step {
    @Override
    public double[] apply(double[] x, double rate) {
      return Sections.notch(frequency, quality, rate).zeroPhase(x);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "notch at %s Hz, quality %s, zero phase", frequency, quality);
    }
  }

  /**
   * Fewer samples: a low-pass at 80 % of half the new rate, forward and backward, so that nothing
   * is folded down; epochs then take every so many samples from their stimulus on.
   *
   * @param keepEvery factor by which the rate falls
   */
  record Decimate(int keepEvery) implements Step {
    private static final int ORDER = 8;
    private static final double SHARE = 0.8;

    /** Checks the factor. */
    public Decimate {
      org.xai4j.core.run.InputException.check(
          keepEvery >= 1, "Signals are decimated by 1 or more, not by %d.", keepEvery);
    }

    @Override
    public double[] apply(double[] x, double rate) {
      return keepEvery == 1
          ? x.clone()
          : Sections.lowPass(ORDER, SHARE * rate / (2 * keepEvery), rate).zeroPhase(x);
    }

    @Override
    public String toString() {
      return "every "
          + keepEvery
          + "th sample behind a low-pass at 80 % of half the new rate, Butterworth of order "
          + ORDER
          + ", zero phase";
    }
  }
}
