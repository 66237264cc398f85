package org.xai4j.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;

/** Readers and writers of arrays, tables and pictures. */
class FilesTest {
  @TempDir Path folder;

  private static INDArray doubles(double... values) {
    return NdArrays.array(DataType.DOUBLE, values, values.length);
  }

  private String complaint(Path file) {
    InputException e = assertThrows(InputException.class, () -> ArrayFiles.read(file));
    assertFalse(e.getMessage().contains("\n"), e.getMessage());
    assertTrue(e.getMessage().contains(file.getFileName().toString()), e.getMessage());
    return e.getMessage();
  }

  @Test
  void npzKeepsArraysAndOrder() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("second", NdArrays.array(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    arrays.put("first", doubles(0.1, -7));
    Path file = folder.resolve("sub/a.npz");
    Npz.write(file, arrays);
    Map<String, INDArray> read = Npz.read(file);
    assertEquals(List.of("second", "first"), List.copyOf(read.keySet()));
    assertEquals(arrays, read);
    assertEquals(arrays.get("second"), ArrayFiles.read(file));
    assertEquals(doubles(0.1, -7), Npz.read(file, "first"));
  }

  @Test
  void npzBytesFollowFromTheArrays() throws Exception {
    Path one = folder.resolve("one.npz");
    Path two = folder.resolve("two.npz");
    Npz.write(one, Map.of("a", doubles(1, 2)));
    Thread.sleep(2100); // longer than the resolution of a zip entry's time
    Npz.write(two, Map.of("a", doubles(1, 2)));
    assertEquals(-1, Files.mismatch(one, two));
  }

  @Test
  void npzNamesTheNearestArray() {
    Path file = folder.resolve("a.npz");
    Npz.write(file, Map.of("attributions", doubles(1)));
    InputException e = assertThrows(InputException.class, () -> Npz.read(file, "atributions"));
    assertTrue(e.getMessage().contains("did you mean 'attributions'"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.npy", "x.npz", "x.csv", "x.png", "x.txt", "x"})
  void missingAndUnknownFilesAreNamed(String name) {
    complaint(folder.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x.npy", "x.npz", "x.png"})
  void filesCutShortAreNamed(String name) throws IOException {
    Path file = folder.resolve(name);
    if (name.endsWith("npy")) {
      Npy.write(file, doubles(new double[500]));
    } else if (name.endsWith("npz")) {
      Npz.write(file, Map.of("a", doubles(new double[500])));
    } else {
      BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
      for (int i = 0; i < 4096; i++) {
        image.setRGB(i % 64, i / 64, i * 7919 * 31);
      }
      ImageIO.write(image, "png", file.toFile());
    }
    byte[] whole = Files.readAllBytes(file);
    for (double share : new double[] {0, 0.005, 0.3, 0.7}) {
      Files.write(file, Arrays.copyOf(whole, (int) (whole.length * share)));
      complaint(file);
    }
  }

  @Test
  void csvReadsHeaderNumbersAndLabels() throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, "\uFEFFa,class,b\n1,\"x, y\",2.5\n-3e2,z,4\n\n");
    Table table = Csv.read(file, "class");
    assertEquals(List.of("a", "b"), table.columns());
    assertEquals(List.of("x, y", "z"), table.labels());
    assertArrayEquals(new long[] {2, 2}, table.values().shape());
    assertArrayEquals(new double[] {1, 2.5, -300, 4}, NdArrays.doubles(table.values()));
  }

  @Test
  void csvWithoutHeaderIsAllNumbers() throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, "1,2\n3,4\n");
    assertArrayEquals(new double[] {1, 2, 3, 4}, NdArrays.doubles(Csv.read(file).values()));
  }

  @Test
  void csvNamesLineAndColumn() throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, "a,b\n1,2\n3,four\n");
    String message = complaint(file);
    assertTrue(message.contains("'four' in line 3, column 'b'"), message);
    Files.writeString(file, "a,b\n1,2\n3\n");
    assertTrue(complaint(file).contains("1 cells in line 3"));
    Files.writeString(file, "a,b\n");
    complaint(file);
    Files.writeString(file, "");
    complaint(file);
    Files.writeString(file, "a,b\n\"1,2\n");
    complaint(file);
  }

  @Test
  void csvWritesTheSameNumbersBack() {
    Path file = folder.resolve("t.csv");
    Csv.write(file, List.of("v"), List.of(List.of(0.1 + 0.2), List.of(1e-300)));
    assertEquals(
        List.of(List.of("v"), List.of("0.30000000000000004"), List.of("1.0E-300")), Csv.rows(file));
  }

  @Test
  void aFolderThatCannotBeMadeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("plain"), "");
    InputException e =
        assertThrows(InputException.class, () -> Npy.write(file.resolve("a.npy"), doubles(1)));
    assertTrue(e.getMessage().contains("cannot be written"), e.getMessage());
    assertThrows(InputException.class, () -> Npy.write(folder, doubles(1)));
    try (var left = Files.list(folder)) {
      assertEquals(1, left.count(), "no part file is left");
    }
  }

  @Test
  void aPlaceIsCheckedWithoutATrace() throws IOException {
    Path plain = Files.writeString(folder.resolve("kept"), "as it was");
    WholeFile.requireWritable(plain);
    assertEquals("as it was", Files.readString(plain));
    Path absent = folder.resolve("new/place.csv");
    WholeFile.requireWritable(absent);
    try (Stream<Path> files = Files.list(folder.resolve("new"))) {
      assertEquals(0, files.count());
    }
    assertThrows(InputException.class, () -> WholeFile.requireWritable(plain.resolve("below.csv")));
    assertThrows(InputException.class, () -> WholeFile.requireWritable(folder));
  }

  @Test
  void grayPicturesKeepTheirStoredValues() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 51);
    image.getRaster().setSample(1, 0, 0, 255);
    Path file = folder.resolve("g.png");
    ImageIO.write(image, "png", file.toFile());
    INDArray read = Images.read(file);
    assertArrayEquals(new long[] {1, 1, 1, 2}, read.shape());
    assertArrayEquals(new double[] {0.2, 1}, NdArrays.doubles(read), 1e-7);
    assertArrayEquals(new long[] {1, 3, 1, 2}, Images.read(file, 3, 1, 2).shape());
  }

  @Test
  void colourPicturesHaveThreeChannelsAndBecomeGray() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 0xff8000);
    Path file = folder.resolve("c.png");
    ImageIO.write(image, "png", file.toFile());
    assertArrayEquals(new double[] {1, 128 / 255.0, 0}, NdArrays.doubles(Images.read(file)), 1e-7);
    assertArrayEquals(
        new double[] {0.299 + 0.587 * 128 / 255},
        NdArrays.doubles(Images.read(file, 1, 1, 1)),
        1e-7);
    assertThrows(InputException.class, () -> Images.read(file, 4, 1, 1));
  }

  @Test
  void resizingKeepsConstantsAndMeans() {
    INDArray ramp = NdArrays.array(DataType.DOUBLE, new double[] {0, 1, 2, 3}, 1, 1, 1, 4);
    assertArrayEquals(
        new double[] {0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3},
        NdArrays.doubles(Images.resize(ramp, 1, 8)),
        1e-12);
    double[] half = NdArrays.doubles(Images.resize(ramp, 2, 2));
    assertEquals(1.5, Arrays.stream(half).average().orElseThrow(), 1e-12);
    double[] flat = new double[35];
    Arrays.fill(flat, 0.3);
    INDArray constant = NdArrays.array(DataType.DOUBLE, flat, 1, 1, 5, 7);
    for (double v : NdArrays.doubles(Images.resize(constant, 3, 11))) {
      assertEquals(0.3, v, 1e-12);
    }
  }

  @Test
  void normalisingNeedsOneNumberPerChannel() {
    INDArray two = NdArrays.array(DataType.DOUBLE, new double[] {1, 2}, 1, 2, 1, 1);
    assertArrayEquals(
        new double[] {0.5, -4},
        NdArrays.doubles(Images.normalise(two, new double[] {0, 4}, new double[] {2, 0.5})));
    assertThrows(
        InputException.class, () -> Images.normalise(two, new double[] {0}, new double[] {1}));
    assertThrows(
        InputException.class,
        () -> Images.normalise(two, new double[] {0, 0}, new double[] {1, 0}));
  }
}
