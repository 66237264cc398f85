package org.xai4j.core.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;

/** Pictures of attributions, pixel by pixel. */
class HeatmapTest {
  private static final int RED = ColorMap.DIVERGING.rgb(1);
  private static final int BLUE = ColorMap.DIVERGING.rgb(-1);
  private static final int NEUTRAL = ColorMap.DIVERGING.rgb(0);

  private static INDArray images(int n, int c, int h, int w, double... values) {
    return NdArrays.array(DataType.DOUBLE, values, n, c, h, w);
  }

  private static int pixel(BufferedImage picture, int x, int y) {
    return picture.getRGB(x, y) & 0xFFFFFF;
  }

  private static int luma(int rgb) {
    return 299 * (rgb >> 16 & 0xFF) + 587 * (rgb >> 8 & 0xFF) + 114 * (rgb & 0xFF);
  }

  @Test
  void colourMapsMeetTheirAnchorsAndClip() {
    assertEquals(0x0b2c5f, BLUE);
    assertEquals(0x670d20, RED);
    assertEquals(0xfbfaf8, NEUTRAL);
    assertEquals(RED, ColorMap.DIVERGING.rgb(5));
    assertEquals(NEUTRAL, ColorMap.DIVERGING.rgb(Double.NaN));
    assertEquals(0xfffaf0, ColorMap.SEQUENTIAL.rgb(-1));
    assertEquals(0x000000, ColorMap.GRAY.rgb(0));
    assertThrows(IllegalArgumentException.class, () -> new ColorMap("one", false, List.of(1)));
  }

  @Test
  void coloursDarkenSteadilyAwayFromZero() {
    for (int i = 1; i <= 100; i++) {
      assertTrue(
          luma(ColorMap.DIVERGING.rgb(i / 100.0)) <= luma(ColorMap.DIVERGING.rgb((i - 1) / 100.0)));
      assertTrue(
          luma(ColorMap.DIVERGING.rgb(-i / 100.0))
              <= luma(ColorMap.DIVERGING.rgb(-(i - 1) / 100.0)));
      assertTrue(
          luma(ColorMap.SEQUENTIAL.rgb(i / 100.0))
              <= luma(ColorMap.SEQUENTIAL.rgb((i - 1) / 100.0)));
    }
  }

  @Test
  void channelsAreSummedAndTheScaleIsSymmetric() {
    INDArray values = images(1, 2, 1, 3, 1, -3, 5, 1, -1, -5);
    BufferedImage picture = Heatmap.standard().draw(values, values).get(0);
    assertEquals(ColorMap.DIVERGING.rgb(0.5), pixel(picture, 0, 0));
    assertEquals(BLUE, pixel(picture, 1, 0));
    assertEquals(NEUTRAL, pixel(picture, 2, 0));
  }

  @Test
  void rowsHaveTheirOwnScaleOrShareOne() {
    INDArray values = images(2, 1, 1, 1, 1, 2);
    List<BufferedImage> own = Heatmap.standard().draw(values, values);
    assertEquals(RED, pixel(own.get(0), 0, 0));
    List<BufferedImage> shared = Heatmap.standard().withShared(true).draw(values, values);
    assertEquals(ColorMap.DIVERGING.rgb(0.5), pixel(shared.get(0), 0, 0));
    assertEquals(RED, pixel(shared.get(1), 0, 0));
  }

  @Test
  void aPercentileKeepsAnOutlierFromHidingTheRest() {
    double[] values = new double[100];
    java.util.Arrays.fill(values, 1);
    values[0] = 1000;
    INDArray array = images(1, 1, 10, 10, values);
    assertEquals(RED, pixel(Heatmap.standard().withPercentile(99).draw(array, array).get(0), 5, 5));
    int faint = pixel(Heatmap.standard().withPercentile(100).draw(array, array).get(0), 5, 5);
    assertTrue(luma(faint) > luma(ColorMap.DIVERGING.rgb(0.01)) - 1000);
  }

  @Test
  void allZeroMapsAreNeutral() {
    INDArray zeros = images(1, 1, 2, 2, 0, 0, 0, 0);
    BufferedImage picture = Heatmap.standard().draw(zeros, zeros).get(0);
    assertEquals(NEUTRAL, pixel(picture, 1, 1));
    assertEquals(0x000000, pixel(Heatmap.inputs(zeros, 1).get(0), 0, 0));
  }

  @Test
  void aSingleValueAmongZerosStaysVisible() {
    double[] values = new double[1000];
    values[7] = -2;
    INDArray array = images(1, 1, 10, 100, values);
    assertEquals(BLUE, pixel(Heatmap.standard().draw(array, array).get(0), 7, 0));
  }

  @Test
  void picturesAreEnlargedWithoutBlur() {
    INDArray values = images(1, 1, 1, 2, 1, -1);
    BufferedImage picture = Heatmap.standard().withEnlarge(3).draw(values, values).get(0);
    assertArrayEquals(new int[] {6, 3}, new int[] {picture.getWidth(), picture.getHeight()});
    assertEquals(RED, pixel(picture, 2, 2));
    assertEquals(BLUE, pixel(picture, 3, 0));
  }

  @Test
  void theInputShowsThrough() {
    INDArray zeros = images(1, 1, 1, 2, 0, 0);
    INDArray input = images(1, 1, 1, 2, 0, 1);
    BufferedImage picture = Heatmap.standard().withOverlay(1).draw(zeros, input).get(0);
    assertEquals(0x000000, pixel(picture, 0, 0));
    assertEquals(0xffffff, pixel(picture, 1, 0));
  }

  @Test
  void tablesAndSequencesAreDrawn() {
    INDArray table = NdArrays.array(DataType.DOUBLE, new double[6], 2, 3);
    assertEquals(3, Heatmap.standard().draw(table, table).get(1).getWidth());
    INDArray sequence = NdArrays.array(DataType.DOUBLE, new double[8], 1, 4, 2);
    assertEquals(4, Heatmap.standard().draw(sequence, sequence).get(0).getHeight());
    INDArray vector = NdArrays.array(DataType.DOUBLE, new double[8], 8);
    assertThrows(InputException.class, () -> Heatmap.standard().draw(vector, vector));
  }

  @Test
  void badSettingsAreRefused() {
    assertThrows(InputException.class, () -> Heatmap.standard().withPercentile(0));
    assertThrows(InputException.class, () -> Heatmap.standard().withEnlarge(0));
    assertThrows(InputException.class, () -> Heatmap.standard().withOverlay(2));
  }

  @Test
  void colourInputsKeepTheirColour(@TempDir Path folder) throws IOException {
    INDArray input = images(1, 3, 1, 2, 1, 0, 0, 1, 0, 0);
    BufferedImage picture = Heatmap.inputs(input, 2).get(0);
    assertEquals(0xff0000, pixel(picture, 0, 0));
    assertEquals(0x00ff00, pixel(picture, 2, 0));
    Path file = folder.resolve("deep/p.png");
    Heatmap.write(file, picture);
    assertEquals(0x00ff00, pixel(ImageIO.read(file.toFile()), 3, 1));
  }
}
