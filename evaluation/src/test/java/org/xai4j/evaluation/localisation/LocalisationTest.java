package org.xai4j.evaluation.localisation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
}
