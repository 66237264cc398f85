package org.xai4j.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;

/** Pictures are put upright as their EXIF data tell. */
class OrientationTest {
  @TempDir Path folder;

  /**
   * The stored rows 12/34/56 in each orientation, as the TIFF 6.0 specification describes where row
   * 0 and column 0 lie: 1 top left, 2 top right, 3 bottom right, 4 bottom left, 5 left top, 6 right
   * top, 7 right bottom, 8 left bottom.
   */
  @ParameterizedTest
  @CsvSource({
    "1,123456,3",
    "2,214365,3",
    "3,654321,3",
    "4,563412,3",
    "5,135246,2",
    "6,531642,2",
    "7,642531,2",
    "8,246135,2"
  })
  void putsUpright(int value, String upright, int rows) {
    double[] stored = {1, 2, 3, 4, 5, 6};
    Orientation orientation = new Orientation(value);
    assertArrayEquals(
        upright.chars().mapToDouble(c -> c - '0').toArray(), orientation.upright(stored, 1, 3, 2));
    assertArrayEquals(new long[] {1, 1, rows, 6 / rows}, orientation.upright(1, 3, 2));
  }

  private static byte[] exif(int value, boolean little) {
    ByteBuffer tiff = ByteBuffer.allocate(26);
    tiff.order(little ? java.nio.ByteOrder.LITTLE_ENDIAN : java.nio.ByteOrder.BIG_ENDIAN);
    tiff.putShort((short) (little ? 0x4949 : 0x4D4D)).putShort((short) 42).putInt(8);
    tiff.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
    tiff.putShort((short) value).putShort((short) 0).putInt(0);
    return tiff.array();
  }

  private static byte[] png() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 6; i++) {
      image.getRaster().setSample(i % 3, i / 3, 0, 40 * i);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** Behind the header chunk, which every PNG file has first. */
  private static byte[] withChunk(byte[] png, byte[] exif) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + exif.length);
    chunk.putInt(exif.length).put("eXIf".getBytes()).put(exif);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + exif.length);
    chunk.putInt((int) crc.getValue());
    return ByteBuffer.allocate(png.length + chunk.capacity())
        .put(png, 0, 33)
        .put(chunk.array())
        .put(png, 33, png.length - 33)
        .array();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsPngFiles(boolean little) throws IOException {
    Path file = Files.write(folder.resolve("p.png"), withChunk(png(), exif(6, little)));
    INDArray read = Images.read(file);
    assertArrayEquals(new long[] {1, 1, 3, 2}, read.shape());
    double[] expected = {120, 0, 160, 40, 200, 80};
    for (int i = 0; i < 6; i++) {
      assertEquals(expected[i] / 255, NdArrays.doubles(read)[i], 1e-6);
    }
  }

  @Test
  void readsJpegFiles() throws IOException {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 8 * 8; i++) {
      image.setRGB(i % 8, i / 8, 0xFFFFFF);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpg", out);
    byte[] plain = out.toByteArray();
    byte[] tiff = exif(3, true);
    ByteBuffer turned = ByteBuffer.allocate(plain.length + 10 + tiff.length);
    turned.put(plain, 0, 2).putShort((short) 0xFFE1).putShort((short) (8 + tiff.length));
    turned.put("Exif\0\0".getBytes()).put(tiff).put(plain, 2, plain.length - 2);
    Path one = Files.write(folder.resolve("a.jpg"), plain);
    Path two = Files.write(folder.resolve("b.jpg"), turned.array());
    assertTrue(Images.read(one).getDouble(0, 0, 0, 0) > 0.9);
    assertTrue(Images.read(two).getDouble(0, 0, 7, 15) > 0.9);
    assertTrue(Images.read(two).getDouble(0, 0, 0, 0) < 0.1);
  }

  /** Printers' colours would be read as others. */
  @Test
  void cyanMagentaYellowBlackIsRefused() throws IOException {
    Path file = folder.resolve("cmyk.jpg");
    try (InputStream in = OrientationTest.class.getResourceAsStream("cmyk.jpg")) {
      Files.copy(Objects.requireNonNull(in), file);
    }
    for (Executable read :
        List.<Executable>of(() -> Images.read(file), () -> Images.read(file, 3, 2, 2))) {
      InputException e = assertThrows(InputException.class, read);
      assertTrue(e.getMessage().contains("such as CMYK; save it as RGB"), e.getMessage());
    }
  }

  @Test
  void aSizeIsCheckedBeforeThePictureIsMade() throws IOException {
    byte[] png = png();
    ByteBuffer.wrap(png).putInt(16, 200_000).putInt(20, 200_000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    Path file = Files.write(folder.resolve("large.png"), png);
    InputException e = assertThrows(InputException.class, () -> Images.read(file));
    assertTrue(e.getMessage().contains("[200000, 200000]"), e.getMessage());
  }
}
