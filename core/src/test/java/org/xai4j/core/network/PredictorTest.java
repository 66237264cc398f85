package org.xai4j.core.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.PredictionException;

/** Functions of one row as predictors. */
class PredictorTest {
  @Test
  void aFunctionOfARowIsAPredictorOfBatches() {
    Predictor model = Predictor.ofRows(row -> new double[] {row[0] + row[1], row[2] * row[3]});
    INDArray x = NdArrays.array(DataType.FLOAT, new double[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
    INDArray scores = model.predict(x);
    assertArrayEquals(new double[][] {{3, 12}, {11, 56}}, NdArrays.rows(scores));
    assertTrue(scores.dataType() == DataType.FLOAT);
  }

  @Test
  void anUnequalNumberOfScoresIsRefused() {
    Predictor model = Predictor.ofRows(row -> new double[(int) row[0]]);
    INDArray x = NdArrays.array(DataType.FLOAT, new double[] {1, 2}, 2, 1);
    PredictionException e = assertThrows(PredictionException.class, () -> model.predict(x));
    assertTrue(e.getMessage().contains("1 scores for one row and 2 for another"), e.getMessage());
  }
}
