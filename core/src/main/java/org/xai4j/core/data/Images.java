package org.xai4j.core.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/** Reads pictures as arrays [1, c, h, w] with values from 0 to 1. */
public final class Images {
  private static final String CMYK =
      "The picture %s has a colour model that is not read, such as CMYK; save it as RGB.";

  /** Decoded, and as numbers. */
  private static final int BYTES_A_PIXEL = 4 + 2 * 3 * 8;

  static {
    ImageIO.setUseCache(false);
  }

  private Images() {}

  /**
   * Reads a picture: one channel if it is gray, else red, green and blue. Transparency is laid over
   * white; a picture that its EXIF data say is turned or mirrored is put upright.
   *
   * @param file a PNG, JPEG, GIF or BMP file
   * @return [1, c, h, w]
   * @throws InputException if it is missing, cut short, or no picture
   */
  public static INDArray read(Path file) {
    Decoded decoded = decode(file);
    boolean gray = decoded.image.getColorModel().getColorSpace().getNumComponents() == 1;
    return array(decoded, gray ? 1 : 3);
  }

  /**
   * Reads a picture in a wanted form.
   *
   * @param file a PNG, JPEG, GIF or BMP file
   * @param channels 1 for gray, 3 for red, green and blue
   * @param height wanted
   * @param width wanted
   * @return [1, channels, height, width]
   * @throws InputException if it is missing, cut short, or no picture
   */
  public static INDArray read(Path file, int channels, int height, int width) {
    return resize(read(file, channels), height, width);
  }

  /**
   * Reads a picture in its own size.
   *
   * @param file a PNG, JPEG, GIF or BMP file
   * @param channels 1 for gray, 3 for red, green and blue
   * @return [1, channels, h, w]
   * @throws InputException if it is missing, cut short, or no picture
   */
  public static INDArray read(Path file, int channels) {
    InputException.check(
        channels == 1 || channels == 3,
        "A picture gives 1 or 3 channels, not %d; write the array as .npy.",
        channels);
    return array(decode(file), channels);
  }

  private record Decoded(BufferedImage image, Orientation orientation) {}

  private static Decoded decode(Path file) {
    byte[] bytes = WholeFile.read(file);
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new InputException("The file " + file + " is not a PNG, JPEG, GIF or BMP picture.");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true);
        // The size stands in the header; it is checked before anything of it is made.
        long[] size = {reader.getHeight(0), reader.getWidth(0)};
        Budget.elements(size, BYTES_A_PIXEL, "The picture " + file);
        BufferedImage image = reader.read(0);
        InputException.check(
            !reader.getFormatName().equalsIgnoreCase("jpeg") || image.getRaster().getNumBands() < 4,
            CMYK,
            file);
        return new Decoded(image, Orientation.of(bytes));
      } finally {
        reader.dispose();
      }
    } catch (InputException e) {
      throw e;
    } catch (IIOException e) {
      throw String.valueOf(e.getMessage()).startsWith("Unsupported Image Type")
          ? new InputException(String.format(Locale.ROOT, CMYK, file), e)
          : damaged(file, e);
    } catch (IOException | RuntimeException e) {
      // The decoders of the JDK also answer damage with unchecked exceptions.
      throw damaged(file, e);
    }
  }

  private static InputException damaged(Path file, Exception e) {
    return new InputException("The picture " + file + " is damaged or cut short.", e);
  }

  /** Gray is the luma of ITU-R BT.601, as most image libraries compute it. */
  private static INDArray array(Decoded decoded, int channels) {
    BufferedImage image = decoded.image;
    int w = image.getWidth();
    int h = image.getHeight();
    boolean gray = image.getColorModel().getColorSpace().getNumComponents() == 1;
    double[] flat = new double[channels * h * w];
    for (int y = 0; y < h; y++) {
      for (int x = 0; x < w; x++) {
        double[] rgb = gray ? stored(image, x, y) : colour(image.getRGB(x, y));
        if (channels == 3) {
          for (int c = 0; c < 3; c++) {
            flat[(c * h + y) * w + x] = rgb[c];
          }
        } else {
          flat[y * w + x] = gray ? rgb[0] : 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
        }
      }
    }
    long[] shape = decoded.orientation.upright(channels, h, w);
    double[] upright = decoded.orientation.upright(flat, channels, h, w);
    return NdArrays.array(DataType.FLOAT, upright, shape);
  }

  /** A gray value as stored: Java's getRGB would pass it through another gamma. */
  private static double[] stored(BufferedImage image, int x, int y) {
    double most = (1 << image.getColorModel().getComponentSize(0)) - 1;
    double value = image.getRaster().getSample(x, y, 0) / most;
    if (image.getColorModel().hasAlpha()) {
      int band = image.getRaster().getNumBands() - 1;
      double alpha = image.getRaster().getSample(x, y, band) / most;
      value = value * alpha + 1 - alpha;
    }
    return new double[] {value, value, value};
  }

  private static double[] colour(int argb) {
    double alpha = (argb >>> 24) / 255.0;
    double[] rgb = new double[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = ((argb >> (16 - 8 * c)) & 0xFF) / 255.0 * alpha + 1 - alpha;
    }
    return rgb;
  }

  /**
   * Changes the size of images, bilinearly; when shrinking, every pixel counts (the filter widens
   * with the factor).
   *
   * @param images [n, c, h, w]
   * @param height wanted
   * @param width wanted
   * @return [n, c, height, width] of the same type
   */
  public static INDArray resize(INDArray images, int height, int width) {
    int planes = (int) (images.size(0) * images.size(1));
    int h = (int) images.size(2);
    int w = (int) images.size(3);
    if (h == height && w == width) {
      return images;
    }
    double[] flat = NdArrays.doubles(images);
    double[] wide = stretch(flat, planes * h, w, 1, width);
    double[] both = stretch(wide, planes, h, width, height);
    return NdArrays.array(images.dataType(), both, images.size(0), images.size(1), height, width);
  }

  /** Resizes the middle axis of [outer, from, inner]. */
  private static double[] stretch(double[] in, int outer, int from, int inner, int to) {
    double[] out = new double[outer * to * inner];
    double scale = (double) from / to;
    double support = Math.max(1, scale);
    for (int t = 0; t < to; t++) {
      double centre = (t + 0.5) * scale - 0.5;
      int first = Math.max(0, (int) Math.ceil(centre - support));
      int last = Math.min(from - 1, (int) Math.floor(centre + support));
      double total = 0;
      for (int s = first; s <= last; s++) {
        total += Math.max(0, 1 - Math.abs(s - centre) / support);
      }
      for (int s = first; s <= last; s++) {
        double weight = Math.max(0, 1 - Math.abs(s - centre) / support) / total;
        for (int o = 0; o < outer; o++) {
          for (int i = 0; i < inner; i++) {
            out[(o * to + t) * inner + i] += weight * in[(o * from + s) * inner + i];
          }
        }
      }
    }
    return out;
  }

  /**
   * Normalises images: (x − mean) / deviation per channel.
   *
   * @param images [n, c, h, w], not modified
   * @param mean one per channel
   * @param deviation one per channel, positive
   * @return a new array of the same shape
   * @throws InputException if the numbers do not fit the channels
   */
  public static INDArray normalise(INDArray images, double[] mean, double[] deviation) {
    int c = (int) images.size(1);
    InputException.check(
        mean.length == c && deviation.length == c,
        "The images have %d channels; give as many means and deviations.",
        c);
    for (double d : deviation) {
      InputException.check(d > 0, "A deviation must be positive, not %s.", d);
    }
    double[] flat = NdArrays.doubles(images);
    int plane = (int) (images.size(2) * images.size(3));
    for (int i = 0; i < flat.length; i++) {
      int channel = i / plane % c;
      flat[i] = (flat[i] - mean[channel]) / deviation[channel];
    }
    return NdArrays.array(images.dataType(), flat, images.shape());
  }
}
