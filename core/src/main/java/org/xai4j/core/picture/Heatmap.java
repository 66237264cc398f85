package org.xai4j.core.picture;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.run.InputException;

/**
 * How attributions are drawn. Channels of images are summed; zero has the neutral colour, and the
 * scale reaches equally far to both sides. Immutable: each {@code with} gives a copy.
 *
 * @param colors gives the colours
 * @param percentile of the absolute values that gets the strongest colour, 100 for the largest
 * @param shared whether all rows share one scale; else each row has its own
 * @param enlarge pixels per element in each direction
 * @param overlay how much of the gray input shows through: 0 (nothing) to 1 (only the input)
 */
public record Heatmap(
    ColorMap colors, double percentile, boolean shared, int enlarge, double overlay) {
  /** Checks the ranges. */
  public Heatmap {
    InputException.check(
        percentile > 0 && percentile <= 100,
        "The percentile of a picture's scale is above 0 and at most 100, not %s.",
        percentile);
    InputException.check(
        enlarge >= 1 && enlarge <= 256,
        "A picture is enlarged by a whole factor from 1 to 256, not %d.",
        enlarge);
    InputException.check(
        overlay >= 0 && overlay <= 1,
        "The share of the input in a picture is from 0 to 1, not %s.",
        overlay);
  }

  /**
   * Diverging colours, each row its own scale up to its 99.5th percentile, one pixel per element.
   *
   * @return the default
   */
  public static Heatmap standard() {
    return new Heatmap(ColorMap.DIVERGING, 99.5, false, 1, 0);
  }

  /**
   * Other colours.
   *
   * @param other replaces {@link #colors()}
   * @return a copy
   */
  public Heatmap withColors(ColorMap other) {
    return new Heatmap(other, percentile, shared, enlarge, overlay);
  }

  /**
   * Another percentile.
   *
   * @param other replaces {@link #percentile()}
   * @return a copy
   */
  public Heatmap withPercentile(double other) {
    return new Heatmap(colors, other, shared, enlarge, overlay);
  }

  /**
   * One scale for all rows, or one for each.
   *
   * @param other replaces {@link #shared()}
   * @return a copy
   */
  public Heatmap withShared(boolean other) {
    return new Heatmap(colors, percentile, other, enlarge, overlay);
  }

  /**
   * Another size.
   *
   * @param other replaces {@link #enlarge()}
   * @return a copy
   */
  public Heatmap withEnlarge(int other) {
    return new Heatmap(colors, percentile, shared, other, overlay);
  }

  /**
   * Another share of the input.
   *
   * @param other replaces {@link #overlay()}
   * @return a copy
   */
  public Heatmap withOverlay(double other) {
    return new Heatmap(colors, percentile, shared, enlarge, other);
  }

  /**
   * Draws every row.
   *
   * @param attributions [n, c, h, w], [n, h, w] or [n, d]
   * @param inputs of the same shape; drawn in gray below the colours as far as {@link #overlay()}
   *     asks for it
   * @return one picture per row
   */
  public List<BufferedImage> draw(INDArray attributions, INDArray inputs) {
    List<Plane> maps = planes(attributions);
    List<Plane> below = overlay > 0 ? planes(inputs) : maps;
    double common = limit(maps);
    List<BufferedImage> pictures = new ArrayList<>();
    for (int i = 0; i < maps.size(); i++) {
      double limit = shared ? common : limit(maps.subList(i, i + 1));
      pictures.add(paint(maps.get(i), limit, below.get(i)));
    }
    return pictures;
  }

  /**
   * The end of the scale that all rows share.
   *
   * @param attributions [n, c, h, w], [n, h, w] or [n, d]
   * @return the absolute value that gets the strongest colour; 0 where all values are zero
   */
  public double limit(INDArray attributions) {
    return limit(planes(attributions));
  }

  /**
   * Draws inputs in gray, each from its smallest to its largest value; three channels in colour.
   *
   * @param inputs [n, c, h, w], [n, h, w] or [n, d]
   * @param enlarge pixels per element in each direction
   * @return one picture per row
   */
  public static List<BufferedImage> inputs(INDArray inputs, int enlarge) {
    List<BufferedImage> pictures = new ArrayList<>();
    boolean colour = inputs.rank() == 4 && inputs.size(1) == 3;
    for (long i = 0; i < inputs.size(0); i++) {
      INDArray row = inputs.get(NDArrayIndex.interval(i, i + 1));
      Plane sum = planes(row).get(0);
      double[] all = colour ? NdArrays.doubles(row) : sum.values();
      double low = Arrays.stream(all).min().orElse(0);
      double high = Arrays.stream(all).max().orElse(1);
      double span = high > low ? high - low : 1;
      int size = sum.values().length;
      BufferedImage picture = blank(sum, enlarge);
      for (int p = 0; p < size; p++) {
        int rgb;
        if (colour) {
          rgb = 0;
          for (int c = 0; c < 3; c++) {
            rgb = rgb << 8 | (int) Math.round(255 * (all[c * size + p] - low) / span);
          }
        } else {
          rgb = ColorMap.GRAY.rgb((all[p] - low) / span);
        }
        fill(picture, sum, p, rgb, enlarge);
      }
      pictures.add(picture);
    }
    return pictures;
  }

  /**
   * A picture as the bytes of a PNG file.
   *
   * @param picture any picture
   * @return the file's bytes
   */
  public static byte[] png(BufferedImage picture) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(picture, "png", out);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Writes a PNG file.
   *
   * @param file path; folders are made
   * @param picture any picture
   * @throws InputException if it cannot be written
   */
  public static void write(Path file, BufferedImage picture) {
    WholeFile.write(file, out -> out.write(png(picture)));
  }

  /** One row as a plane: channels summed. */
  private record Plane(int height, int width, double[] values) {}

  private static List<Plane> planes(INDArray array) {
    int rank = array.rank();
    InputException.check(
        rank >= 2 && rank <= 4,
        "Arrays of shape %s cannot be drawn; give [n, c, h, w], [n, h, w] or [n, d].",
        Arrays.toString(array.shape()));
    int n = (int) array.size(0);
    int channels = rank == 4 ? (int) array.size(1) : 1;
    int height = rank == 2 ? 1 : (int) array.size(rank - 2);
    int width = (int) array.size(rank - 1);
    int size = height * width;
    double[] flat = NdArrays.doubles(array);
    List<Plane> planes = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double[] sum = new double[size];
      for (int j = 0; j < channels * size; j++) {
        sum[j % size] += flat[i * channels * size + j];
      }
      planes.add(new Plane(height, width, sum));
    }
    return planes;
  }

  /** The absolute value that gets the strongest colour; 0 where all values are zero. */
  private double limit(List<Plane> maps) {
    double[] sizes =
        maps.stream()
            .flatMapToDouble(m -> Arrays.stream(m.values()))
            .map(Math::abs)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    if (sizes.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(percentile / 100 * sizes.length) - 1;
    double robust = sizes[Math.max(0, rank)];
    // A map with few values other than zero keeps them visible.
    return robust > 0 ? robust : sizes[sizes.length - 1];
  }

  private BufferedImage paint(Plane map, double limit, Plane below) {
    double low = Arrays.stream(below.values()).min().orElse(0);
    double high = Arrays.stream(below.values()).max().orElse(1);
    BufferedImage picture = blank(map, enlarge);
    for (int p = 0; p < map.values().length; p++) {
      int rgb = colors.rgb(limit > 0 ? map.values()[p] / limit : 0);
      if (overlay > 0) {
        double gray = high > low ? (below.values()[p] - low) / (high - low) : 0;
        rgb = mix(rgb, ColorMap.GRAY.rgb(gray), overlay);
      }
      fill(picture, map, p, rgb, enlarge);
    }
    return picture;
  }

  private static int mix(int above, int below, double share) {
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double c = (1 - share) * (above >> shift & 0xFF) + share * (below >> shift & 0xFF);
      rgb |= (int) Math.round(c) << shift;
    }
    return rgb;
  }

  private static BufferedImage blank(Plane plane, int enlarge) {
    return new BufferedImage(
        plane.width() * enlarge, plane.height() * enlarge, BufferedImage.TYPE_INT_RGB);
  }

  private static void fill(BufferedImage picture, Plane plane, int p, int rgb, int enlarge) {
    int y = p / plane.width() * enlarge;
    int x = p % plane.width() * enlarge;
    for (int dy = 0; dy < enlarge; dy++) {
      for (int dx = 0; dx < enlarge; dx++) {
        picture.setRGB(x + dx, y + dy, rgb);
      }
    }
  }
}
