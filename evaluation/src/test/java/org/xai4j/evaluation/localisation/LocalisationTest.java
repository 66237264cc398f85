package org.xai4j.evaluation.localisation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;
import org.xai4j.evaluation.Truth;

/** Localisation of (3, −2, 1, 0) in the mask (1, 0, 0, 1). */
class LocalisationTest {
  private static final Subject SUBJECT =
      Toy.ones(Toy.linear(1, 1, 1, 1), 3, -2, 1, 0).with(Truth.masks(Toy.row(1, 0, 0, 1)));

  @Test
  void onPaper() {
    assertEquals(1, Toy.value(new PointingGame(), SUBJECT));
    assertEquals(0.5, Toy.value(new RelevanceRankAccuracy(), SUBJECT));
    assertEquals(0.5, Toy.value(new RelevanceRankAccuracy(Values.ABSOLUTE), SUBJECT));
    assertEquals(3 / 4.0, Toy.value(new RelevanceMassAccuracy(), SUBJECT), 1e-12);
    assertEquals(3 / 6.0, Toy.value(new RelevanceMassAccuracy(Values.ABSOLUTE), SUBJECT), 1e-12);
    assertEquals(2 / 3.0, Toy.value(new TopKIntersection(3, Values.SIGNED), SUBJECT), 1e-12);
    // Of four pairs only 0 against 1 is wrong.
    assertEquals(3 / 4.0, Toy.value(new LocalisationAuc(), SUBJECT), 1e-12);
    assertEquals(3 / 4.0, Toy.value(new AttributionLocalisation(), SUBJECT), 1e-12);
    assertEquals(
        1.5, Toy.value(new AttributionLocalisation(true, Values.POSITIVE), SUBJECT), 1e-12);
    assertEquals(3 / 4.0, Toy.value(new Focus(), SUBJECT), 1e-12);
  }

  @Test
  void tiesCountHalfInTheAuc() {
    Subject even =
        Toy.ones(Toy.linear(1, 1, 1, 1), 2, 2, 2, 2).with(Truth.masks(Toy.row(1, 0, 0, 1)));
    assertEquals(0.5, Toy.value(new LocalisationAuc(), even));
  }

  @Test
  void anEmptyMaskIsUndefined() {
    Subject empty = SUBJECT.with(Truth.masks(Toy.row(0, 0, 0, 0)));
    assertTrue(Double.isNaN(Toy.value(new PointingGame(), empty)));
    Subject full = SUBJECT.with(Truth.masks(Toy.row(1, 1, 1, 1)));
    assertTrue(Double.isNaN(Toy.value(new LocalisationAuc(), full)));
  }

  @Test
  void oneMaskForAllAndOneChannelForAll() {
    INDArray x = NdArrays.array(DataType.DOUBLE, new double[2 * 2 * 2], 2, 2, 1, 2);
    INDArray a = NdArrays.array(DataType.DOUBLE, new double[] {0, 0, 1, 0, 0, 0, 0, 1}, 2, 2, 1, 2);
    Subject subject =
        new Subject(
            Toy.linear(1, 1, 1, 1),
            x,
            a,
            FeatureGroups.none(),
            Optional.empty(),
            Context.standard());
    INDArray left = NdArrays.array(DataType.DOUBLE, new double[] {1, 0}, 1, 2);
    assertArrayEquals(
        new double[] {1, 0}, new PointingGame().score(subject.with(Truth.masks(left))).values());
    INDArray each = NdArrays.array(DataType.DOUBLE, new double[] {1, 0, 0, 1}, 2, 1, 1, 2);
    assertArrayEquals(
        new double[] {1, 1}, new PointingGame().score(subject.with(Truth.masks(each))).values());
  }

  @Test
  void badMasks() {
    assertThrows(InputException.class, () -> SUBJECT.with(Truth.masks(Toy.row(1, 0, 1))));
    assertTrue(
        new PointingGame()
            .unsuitable(SUBJECT.with(Truth.unknown()))
            .orElseThrow()
            .contains("needs masks"));
    assertThrows(InputException.class, () -> new TopKIntersection(5, Values.SIGNED).score(SUBJECT));
  }

  @Test
  void mosaicsShowTwoQuartersOfTheTarget() {
    double[] flat = new double[8 * 4];
    for (int j = 0; j < flat.length; j++) {
      flat[j] = j / 4;
    }
    INDArray images = NdArrays.array(DataType.DOUBLE, flat, 8, 1, 2, 2);
    int[] labels = {0, 0, 0, 0, 1, 1, 1, 1};
    Mosaics mosaics = Mosaics.of(images, labels, 5, SplitRandom.of(1));
    double[][] x = NdArrays.rows(mosaics.inputs());
    double[][] m = NdArrays.rows(mosaics.masks());
    for (int i = 0; i < 5; i++) {
      assertEquals(
          2, Masks.count(new boolean[] {m[i][0] > 0, m[i][1] > 0, m[i][2] > 0, m[i][3] > 0}));
      for (int q = 0; q < 4; q++) {
        // The quarter of a constant picture holds that picture's number.
        int label = labels[(int) x[i][q]];
        assertEquals(m[i][q] == 1, label == mosaics.targets().get(i));
      }
    }
    assertThrows(InputException.class, () -> Mosaics.of(images, new int[8], 1, SplitRandom.of(1)));
  }

  @Test
  void earthIsMovedTheLeastWay() {
    // Of (3, 2, 1, 0)/6 and (½, 0, 0, ½) the differences of the sums are 0, ⅓, ½: ⅚ steps of 3.
    assertEquals(1 - 5 / 18.0, Toy.value(new EarthMover(), SUBJECT), 1e-12);
    Subject right = SUBJECT.with(Truth.masks(Toy.row(1, 1, 1, 0)));
    // (3, 2, 1)/6 to thirds: the sums differ by 1/6 twice.
    assertEquals(1 - 1 / 9.0, Toy.value(new EarthMover(), right), 1e-12);
    Subject none =
        Toy.ones(Toy.linear(1, 1, 1, 1), 0, 0, 0, 0).with(Truth.masks(Toy.row(1, 0, 0, 1)));
    assertTrue(Double.isNaN(Toy.value(new EarthMover(), none)));
  }

  @Test
  void largeImagesAreRefusedWithAWayOut() {
    int side = 50;
    double[] all = new double[side * side];
    Arrays.fill(all, 1);
    // 2,500 places to 2,500 places are more than four million pairs; to one place they are few.
    InputException large = assertThrows(InputException.class, () -> EarthWork.cost(all, all, side));
    assertTrue(large.getMessage().contains("2500 places"), large.getMessage());
    assertTrue(large.getMessage().contains("relevance-mass-accuracy"), large.getMessage());
    double[] corner = new double[all.length];
    corner[0] = 1;
    double sum = 0;
    for (int i = 0; i < all.length; i++) {
      sum += Math.hypot(i / side, i % side) / all.length;
    }
    assertEquals(sum, EarthWork.cost(all, corner, side), 1e-9);
  }

  /** On a line the transport is the area between the distribution functions. */
  @Test
  void earthOnALineMovesTheAreaBetweenTheDistributions() {
    SplitRandom random = SplitRandom.of(5);
    for (int trial = 0; trial < 50; trial++) {
      double[] from = new double[20];
      double[] to = new double[20];
      for (int i = 0; i < 20; i++) {
        from[i] = random.nextInt(3) == 0 ? 0 : random.nextDouble();
        to[i] = random.nextBoolean() ? 1 : 0;
      }
      to[3] = 1;
      from[4] = 1;
      double area = 0;
      double difference = 0;
      for (int i = 0; i < 20; i++) {
        difference +=
            from[i] / java.util.Arrays.stream(from).sum()
                - to[i] / java.util.Arrays.stream(to).sum();
        area += Math.abs(difference);
      }
      assertEquals(area, EarthWork.cost(from, to, 20), 1e-9);
    }
  }

  @Test
  void earthInThePlaneMovesByTheCheapestAssignment() {
    // Equal masses on as many places: the best of all assignments.
    SplitRandom random = SplitRandom.of(6);
    for (int trial = 0; trial < 20; trial++) {
      int[] a = random.permutation(36);
      int[] b = random.permutation(36);
      double[] from = new double[36];
      double[] to = new double[36];
      for (int i = 0; i < 4; i++) {
        from[a[i]] = 1;
        to[b[i]] = 1;
      }
      double best = Double.POSITIVE_INFINITY;
      for (int code = 0; code < 256; code++) {
        int[] order = {code & 3, (code >> 2) & 3, (code >> 4) & 3, code >> 6};
        if (java.util.Arrays.stream(order).distinct().count() == 4) {
          double cost = 0;
          for (int i = 0; i < 4; i++) {
            int here = a[i];
            int there = b[order[i]];
            int down = Math.floorDiv(here, 6) - Math.floorDiv(there, 6);
            cost += Math.hypot(down, here % 6 - there % 6) / 4;
          }
          best = Math.min(best, cost);
        }
      }
      assertEquals(best, EarthWork.cost(from, to, 6), 1e-9);
    }
  }
}
