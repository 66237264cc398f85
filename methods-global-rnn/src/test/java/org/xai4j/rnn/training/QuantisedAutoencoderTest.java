package org.xai4j.rnn.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xai4j.core.run.SplitRandom;

class QuantisedAutoencoderTest {
  private static final Runnable NOTHING = () -> {};

  /** The four corners of a square, with a little spread. */
  private static double[][] spots() {
    SplitRandom random = SplitRandom.of(1);
    double[][] points = new double[400][];
    for (int i = 0; i < points.length; i++) {
      points[i] =
          new double[] {
            i % 2 + 0.02 * random.nextGaussian(), i / 2 % 2 + 0.02 * random.nextGaussian(), 5
          };
    }
    return points;
  }

  private static QuantisedAutoencoder trained(double[][] points, int bottleneck) {
    SplitRandom random = SplitRandom.of(2);
    QuantisedAutoencoder made = new QuantisedAutoencoder(points, 16, bottleneck, random);
    made.train(points, points, 1_500, random.split("pairs"), NOTHING);
    return made;
  }

  @Test
  void twoTernaryUnitsTellFourSpotsApart() {
    double[][] points = spots();
    QuantisedAutoencoder autoencoder = trained(points, 2);
    Set<Long> codes = new HashSet<>();
    for (double[] point : points) {
      long code = autoencoder.encode(point);
      assertTrue(code >= 0 && code < 9);
      codes.add(code);
      assertArrayEquals(point, autoencoder.decode(code), 0.1);
    }
    assertEquals(4, codes.size());
  }

  @Test
  void oneUnitHasThreeCodes() {
    double[][] points = spots();
    QuantisedAutoencoder autoencoder = trained(points, 1);
    Set<Long> codes = new HashSet<>();
    for (double[] point : points) {
      codes.add(autoencoder.encode(point));
    }
    assertTrue(codes.size() <= 3 && codes.size() > 1, () -> "codes " + codes);
  }

  @Test
  void theErrorOfAPointIsThatOfItsReconstruction() {
    double[][] points = {{0, 0}, {2, 2}, {0, 2}, {2, 0}};
    QuantisedAutoencoder autoencoder = trained(points, 2);
    double[] rebuilt = autoencoder.decode(autoencoder.encode(points[0]));
    // Every unit has mean 1 and variance 1.
    double expected = (Math.pow(rebuilt[0], 2) + Math.pow(rebuilt[1], 2)) / 2;
    assertEquals(expected, autoencoder.error(points[0], points[0]), 1e-12);
  }

  @Test
  void equalSeedsGiveEqualBytesAndEqualPointsNoNumberThatIsNone() {
    double[][] points = spots();
    assertArrayEquals(trained(points, 3).decode(7), trained(points, 3).decode(7), 0);
    double[][] equal = {{1, -1}, {1, -1}};
    QuantisedAutoencoder autoencoder = trained(equal, 2);
    assertArrayEquals(equal[0], autoencoder.decode(autoencoder.encode(equal[0])), 1e-6);
  }

  @Test
  void trainingEndsWhenAsked() {
    double[][] points = spots();
    QuantisedAutoencoder autoencoder = new QuantisedAutoencoder(points, 4, 1, SplitRandom.of(0));
    assertThrows(
        IllegalStateException.class,
        () ->
            autoencoder.train(
                points,
                points,
                10,
                SplitRandom.of(0),
                () -> {
                  throw new IllegalStateException("stop");
                }));
  }
}
