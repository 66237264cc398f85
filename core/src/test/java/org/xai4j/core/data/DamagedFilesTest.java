package org.xai4j.core.data;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.testing.Fuzz;

/** Damaged and hostile files of arrays, tables and pictures end in a sentence. */
class DamagedFilesTest {
  private static final INDArray ARRAY = NdArrays.array(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);

  @TempDir Path folder;

  /** Reads bytes as a file of a name. */
  private Consumer<byte[]> file(String name) {
    Path file = folder.resolve(name);
    return bytes -> {
      try {
        Files.write(file, bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      ArrayFiles.read(file);
    };
  }

  private static byte[] npy(String shape) {
    String dict = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }";
    String header = dict + " ".repeat(245 - dict.length()) + "\n";
    byte[] bytes = new byte[10 + header.length() + 40];
    System.arraycopy("\u0093NUMPY\1\0".getBytes(StandardCharsets.ISO_8859_1), 0, bytes, 0, 8);
    bytes[8] = (byte) header.length();
    System.arraycopy(header.getBytes(StandardCharsets.US_ASCII), 0, bytes, 10, header.length());
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4294967296, 4294967297",
        "2305843009213693952,",
        "72057594037927946, 1, 8, 8",
        "-1, -4",
        "99999999999999999999,",
        "3L, 2L",
        "1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,"
            + " 1, 1"
      })
  void shapesThatCannotBeAreRefused(String shape) {
    assertThrows(InputException.class, () -> Npy.parse(npy(shape), "x.npy"));
    assertTrue(Npy.parse(npy("2, 5"), "x.npy").length() == 10);
  }

  @Test
  void arraysOfAnyDamage() throws Exception {
    Fuzz.run("npy", Npy.bytes(ARRAY), 300, bytes -> Npy.parse(bytes, "x.npy"));
    Path npz = folder.resolve("a.npz");
    Npz.write(npz, Map.of("x", ARRAY, "y", ARRAY));
    Fuzz.run("npz", Files.readAllBytes(npz), 300, file("b.npz"));
    byte[] idx = {0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6};
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
      zip.write(idx);
    }
    for (byte[] whole : new byte[][] {idx, packed.toByteArray()}) {
      Fuzz.run("idx", whole, 300, bytes -> Idx.read(new ByteArrayInputStream(bytes), "x.idx"));
    }
  }

  @Test
  void tablesOfAnyDamage() {
    String comma = "a,b,\"c, d\"\n1,2,3\n4.5,-6e2,\"7\"\n";
    String semicolon = "a;b;c\n1,5;2;3\n4;5,25;6\n";
    for (String text : new String[] {comma, semicolon}) {
      for (java.nio.charset.Charset set :
          new java.nio.charset.Charset[] {StandardCharsets.UTF_8, StandardCharsets.UTF_16}) {
        Fuzz.run("csv" + set + text.length(), text.getBytes(set), 200, file("t.csv"));
      }
    }
    String schema = "{\"columns\": [{\"name\": \"a\", \"labels\": [\"x\", \"y\"]}]}";
    Fuzz.run(
        "schema",
        schema.getBytes(StandardCharsets.UTF_8),
        300,
        bytes -> TableSchema.parseJson(new String(bytes, StandardCharsets.UTF_8), "s.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "gif", "bmp"})
  void picturesOfAnyDamage(String format) throws IOException {
    BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 63; i++) {
      image.setRGB(i % 9, i / 9, i * 7919 * 31);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    Fuzz.run(format, out.toByteArray(), 150, file("p." + format));
  }

  @Test
  void aBombIsNotUnpacked() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
      zip.write(new byte[] {0, 0, 8, 2, 0x7F, -1, -1, -1, 0x7F, -1, -1, -1});
      zip.write(new byte[1 << 20]);
    }
    InputException e =
        assertThrows(
            InputException.class,
            () -> Idx.read(new ByteArrayInputStream(packed.toByteArray()), "x.gz"));
    assertTrue(e.getMessage().contains("XAI4J_MEMORY"), e.getMessage());
  }
}
