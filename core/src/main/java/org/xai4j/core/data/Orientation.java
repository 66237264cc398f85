package org.xai4j.core.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a camera held a picture, as EXIF data tell it (tag 0x0112, values 1 to 8 of the TIFF 6.0
 * specification): the stored rows and columns are mirrored or turned against the scene.
 *
 * @param value 1 upright, 2 mirrored, 3 turned by 180°, 4 mirrored and turned by 180°, 5
 *     transposed, 6 to be turned clockwise, 7 transposed along the other diagonal, 8 to be turned
 *     counter-clockwise
 */
record Orientation(int value) {
  private static final int TAG = 0x0112;
  private static final int JPEG = 0xFFD8;
  private static final int APPLICATION_1 = 0xFFE1;
  private static final int START_OF_SCAN = 0xFFDA;
  private static final long PNG = 0x89504E470D0A1A0AL;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  /**
   * Reads the orientation of a JPEG or PNG file.
   *
   * @param file its bytes
   * @return upright if nothing else is told, or it is told wrongly
   */
  static Orientation of(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    return new Orientation(block(bytes).map(Orientation::value).orElse(1));
  }

  /** The block of EXIF data, a TIFF file of its own. */
  private static Optional<ByteBuffer> block(ByteBuffer file) {
    if (file.limit() > 4 && (file.getShort(0) & 0xFFFF) == JPEG) {
      int at = 2;
      while (at + 4 <= file.limit()) {
        int marker = file.getShort(at) & 0xFFFF;
        int length = file.getShort(at + 2) & 0xFFFF;
        if (marker < 0xFF00 || marker == START_OF_SCAN || at + 2 + length > file.limit()) {
          return Optional.empty();
        }
        ByteBuffer segment = file.slice(at + 4, Math.max(length - 2, 0));
        if (marker == APPLICATION_1 && starts(segment)) {
          return Optional.of(segment.slice(EXIF.length, segment.limit() - EXIF.length));
        }
        at += 2 + length;
      }
    } else if (file.limit() > 16 && file.getLong(0) == PNG) {
      int at = 8;
      while (at + 12 <= file.limit()) {
        int length = file.getInt(at);
        if (length < 0 || length > file.limit() - at - 12) {
          return Optional.empty();
        }
        if (file.getInt(at + 4) == 0x65584966) { // eXIf
          return Optional.of(file.slice(at + 8, length));
        }
        at += 12 + length;
      }
    }
    return Optional.empty();
  }

  private static boolean starts(ByteBuffer segment) {
    return segment.limit() > EXIF.length
        && segment.slice(0, EXIF.length).equals(ByteBuffer.wrap(EXIF));
  }

  /** The tag's value in the first directory; 1 if there is none. */
  private static int value(ByteBuffer tiff) {
    if (tiff.limit() < 8) {
      return 1;
    }
    tiff.order(tiff.getShort(0) == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = tiff.getInt(4) & 0xFFFFFFFFL;
    if (directory + 2 > tiff.limit()) {
      return 1;
    }
    int entries = tiff.getShort((int) directory) & 0xFFFF;
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (entry + 12 > tiff.limit()) {
        return 1;
      }
      if ((tiff.getShort((int) entry) & 0xFFFF) == TAG) {
        int value = tiff.getShort((int) entry + 8) & 0xFFFF;
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }

  /**
   * The shape of the upright picture.
   *
   * @param channels of it
   * @param h stored height
   * @param w stored width
   * @return [1, channels, height, width]
   */
  long[] upright(int channels, int h, int w) {
    return value < 5 ? new long[] {1, channels, h, w} : new long[] {1, channels, w, h};
  }

  /**
   * The picture put upright.
   *
   * @param flat [channels, h, w] as stored, not modified
   * @param channels of it
   * @param h stored height
   * @param w stored width
   * @return itself if it is upright, else a new array in the shape that {@link #upright(int, int,
   *     int)} tells
   */
  double[] upright(double[] flat, int channels, int h, int w) {
    if (value == 1) {
      return flat;
    }
    double[] out = new double[flat.length];
    int rows = value < 5 ? h : w;
    int columns = value < 5 ? w : h;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          int from =
              switch (value) {
                case 2 -> y * w + w - 1 - x;
                case 3 -> (h - 1 - y) * w + w - 1 - x;
                case 4 -> (h - 1 - y) * w + x;
                case 5 -> x * w + y;
                case 6 -> (h - 1 - x) * w + y;
                case 7 -> (h - 1 - x) * w + w - 1 - y;
                default -> x * w + w - 1 - y;
              };
          out[(c * rows + y) * columns + x] = flat[c * h * w + from];
        }
      }
    }
    return out;
  }
}
