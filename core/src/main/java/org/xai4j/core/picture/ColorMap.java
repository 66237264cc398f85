package org.xai4j.core.picture;

import java.util.List;

/**
 * A colour for every number. Colours are interpolated in the Oklab space (Ottosson 2020), where
 * equal steps look equal.
 *
 * @param name for legends
 * @param diverging whether the middle means zero; else 0 is the first and 1 the last colour
 * @param anchors colours 0xRRGGBB at equal distances
 */
public record ColorMap(String name, boolean diverging, List<Integer> anchors) {
  /** Blue for negative, near-white for zero, red for positive values. */
  public static final ColorMap DIVERGING =
      new ColorMap(
          "blue-white-red",
          true,
          List.of(0x0b2c5f, 0x2f74b5, 0xa8cbe6, 0xfbfaf8, 0xf2b39b, 0xc8443c, 0x670d20));

  /** From near-white over orange to dark violet. */
  public static final ColorMap SEQUENTIAL =
      new ColorMap(
          "heat", false, List.of(0xfffaf0, 0xfdd08a, 0xf28a3c, 0xc43c4e, 0x74206b, 0x24103f));

  /** From black to white. */
  public static final ColorMap GRAY = new ColorMap("gray", false, List.of(0x000000, 0xffffff));

  /** Checks that there are colours to interpolate. */
  public ColorMap {
    anchors = List.copyOf(anchors);
    if (anchors.size() < 2) {
      throw new IllegalArgumentException("a colour map needs two colours");
    }
  }

  /**
   * The colour of a value.
   *
   * @param value from −1 to 1 for diverging maps, else from 0 to 1; clipped; NaN is the neutral
   *     colour
   * @return 0xRRGGBB
   */
  public int rgb(double value) {
    double place = Double.isNaN(value) ? 0 : value;
    double t = Math.min(1, Math.max(0, diverging ? (place + 1) / 2 : place)) * (anchors.size() - 1);
    int i = Math.min((int) t, anchors.size() - 2);
    double[] from = oklab(anchors.get(i));
    double[] to = oklab(anchors.get(i + 1));
    double f = t - i;
    return rgb(
        from[0] + f * (to[0] - from[0]),
        from[1] + f * (to[1] - from[1]),
        from[2] + f * (to[2] - from[2]));
  }

  private static double[] oklab(int rgb) {
    double r = linear(rgb >> 16 & 0xFF);
    double g = linear(rgb >> 8 & 0xFF);
    double b = linear(rgb & 0xFF);
    double l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    double m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    double s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return new double[] {
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    };
  }

  private static int rgb(double lightness, double a, double b) {
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) << 16
        | gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) << 8
        | gamma(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static int gamma(double linear) {
    double c = Math.min(1, Math.max(0, linear));
    double s = c <= 0.0031308 ? 12.92 * c : 1.055 * Math.pow(c, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * s);
  }
}
