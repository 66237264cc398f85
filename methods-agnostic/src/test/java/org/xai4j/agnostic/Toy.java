package org.xai4j.agnostic;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.SplitRandom;

/** A table of three numbers and a category, and models of it that one can check by hand. */
public final class Toy {
  public static final TableSchema SCHEMA =
      new TableSchema(
          "loan",
          List.of("refused", "granted"),
          List.of(
              new TableSchema.Column("income", List.of(), "EUR", true, TableSchema.Change.UP),
              new TableSchema.Column("debt", List.of(), "EUR", false, TableSchema.Change.ANY),
              new TableSchema.Column("age", List.of(), "years", true, TableSchema.Change.NONE),
              TableSchema.Column.category("housing", "rent", "own", "free")));

  private Toy() {}

  /** n rows: income 0 to 99, debt 0 to 50, age 20 to 69, housing. */
  public static INDArray rows(int n, long seed) {
    SplitRandom random = SplitRandom.of(seed);
    double[] flat = new double[4 * n];
    for (int i = 0; i < n; i++) {
      flat[4 * i] = random.nextInt(100);
      flat[4 * i + 1] = 50 * random.nextDouble();
      flat[4 * i + 2] = 20 + random.nextInt(50);
      flat[4 * i + 3] = random.nextInt(3);
    }
    return NdArrays.array(DataType.DOUBLE, flat, n, 4);
  }

  public static INDArray row(double... values) {
    return NdArrays.array(DataType.DOUBLE, values, 1, values.length);
  }

  /** Two probabilities, of which the second is the logistic function of a score. */
  public static Predictor classifier(ToDoubleFunction<double[]> score) {
    return batch -> {
      double[] flat = NdArrays.doubles(batch);
      int n = (int) batch.size(0);
      int d = flat.length / n;
      double[] out = new double[2 * n];
      for (int i = 0; i < n; i++) {
        double[] row = java.util.Arrays.copyOfRange(flat, i * d, (i + 1) * d);
        out[2 * i + 1] = 1 / (1 + Math.exp(-score.applyAsDouble(row)));
        out[2 * i] = 1 - out[2 * i + 1];
      }
      return NdArrays.array(DataType.DOUBLE, out, n, 2);
    };
  }

  /** Granted where income − debt > 30, and 10 less with a house of one's own. */
  public static Predictor loan() {
    return classifier(r -> (r[0] - r[1] - 30 + (r[3] == 1 ? 10 : 0)) / 5);
  }
}
