package org.xai4j.evaluation.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Toy;
import org.xai4j.evaluation.Truth;

/** Agreement of (4, −3, 2, 1) with (4, 3, 1, 2). */
class AgreementTest {
  private static final double[] A = {4, -3, 2, 1};
  private static final double[] B = {4, 3, 1, 2};

  @Test
  void onPaper() {
    assertEquals(1, Agreement.FEATURE.of(A, B, 2));
    assertEquals(2 / 3.0, Agreement.FEATURE.of(A, B, 3));
    assertEquals(1, Agreement.RANK.of(A, B, 2));
    assertEquals(2 / 3.0, Agreement.RANK.of(A, B, 3));
    assertEquals(0.5, Agreement.SIGN.of(A, B, 2));
    assertEquals(0.5, Agreement.SIGNED_RANK.of(A, B, 2));
    assertEquals(0.8, Agreement.SPEARMAN.of(A, B, 4), 1e-12);
    assertEquals(4 / 6.0, Agreement.KENDALL.of(A, B, 4), 1e-12);
    assertEquals(5 / 6.0, Agreement.PAIRWISE_RANK.of(A, B, 4), 1e-12);
  }

  @Test
  void metricsAskTheReference() {
    Subject subject = Toy.ones(Toy.linear(1, 1, 1, 1), A).with(Truth.reference(Toy.row(B)));
    assertEquals(1, Toy.value(new FeatureAgreement(2), subject));
    assertEquals(1, Toy.value(new RankAgreement(2), subject));
    assertEquals(0.5, Toy.value(new SignAgreement(2), subject));
    assertEquals(0.5, Toy.value(new SignedRankAgreement(2), subject));
    assertEquals(0.8, Toy.value(new SpearmanAgreement(), subject), 1e-12);
    assertEquals(4 / 6.0, Toy.value(new KendallAgreement(), subject), 1e-12);
    assertEquals(5 / 6.0, Toy.value(new PairwiseRankAgreement(), subject), 1e-12);
    assertTrue(new FeatureAgreement(2).unsuitable(subject.with(Truth.unknown())).isPresent());
    assertThrows(InputException.class, () -> new FeatureAgreement(5).score(subject));
  }

  @Test
  void methodsInClusters() {
    INDArray one = Toy.row(4, 3, 2, 1);
    INDArray same = Toy.row(8, 6, 4, 2);
    INDArray reversed = Toy.row(1, 2, 3, 4);
    AgreementMatrix matrix =
        AgreementMatrix.of(Agreement.SPEARMAN, List.of(one, reversed, same), 0);
    assertEquals(1, matrix.values()[0][2], 1e-12);
    assertEquals(-1, matrix.values()[0][1], 1e-12);
    assertEquals(List.of(0, 2), matrix.clusters().get(0).members());
    assertEquals(2, matrix.clusters().get(1).height(), 1e-12);
  }
}
