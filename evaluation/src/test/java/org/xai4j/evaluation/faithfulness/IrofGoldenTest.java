package org.xai4j.evaluation.faithfulness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Network;
import org.xai4j.core.testing.Goldens;
import org.xai4j.evaluation.Instance;
import org.xai4j.evaluation.MetricGoldens;
import org.xai4j.evaluation.Subject;

/** IROF of the reference network over the superpixels that Quantus 0.6 made. */
class IrofGoldenTest {
  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;

  private static int[][] segments() {
    return Arrays.stream(NdArrays.rows(Goldens.array("metrics/irof_slic_segments.npy")))
        .map(row -> Arrays.stream(row).mapToInt(v -> (int) v).toArray())
        .toArray(int[][]::new);
  }

  /** The values of the paper's definition, computed with PyTorch in float64. */
  @ParameterizedTest
  @CsvSource({
    "input_x_gradient, 0.1107669 0.439126 0.3759681 0.2935266 0.4218589 0.4982959 0.320944 0.074438",
    "saliency_signed, 0.1812575 0.3784861 0.2905304 0.2639062 0.3800997 0.4805396 0.3245482 0.0016763"
  })
  void segmentsGiveWayToTheMeanOfTheirPicture(String attribution, String expected) {
    Subject all = MetricGoldens.subject(attribution);
    double[] values = Arrays.stream(expected.split(" ")).mapToDouble(Double::parseDouble).toArray();
    for (int i = 0; i < values.length; i++) {
      INDArray row = row(all.inputs(), i);
      double mean = Arrays.stream(NdArrays.doubles(row)).average().orElseThrow();
      double[] ids = Arrays.stream(segments()[i]).asDoubleStream().toArray();
      FeatureGroups groups =
          new FeatureGroups.Given(
              NdArrays.array(DataType.FLOAT, ids, 1, 1, SIDE, SIDE), "segments");
      Subject one =
          new Subject(
              all.model(),
              row,
              row(all.attributions(), i),
              FeatureGroups.none(),
              Optional.empty(),
              Context.standard().with(new Baseline.Value(mean)).with(groups));
      assertEquals(values[i], new Irof().score(one).values()[0], 2e-5, "row " + i);
    }
  }

  private static INDArray row(INDArray array, int row) {
    return array.get(NDArrayIndex.interval(row, row + 1)).dup('c');
  }

  /**
   * What Quantus 0.6 gives is another quantity: the baseline is the mean of the whole batch as
   * changed so far, the curve starts after the first removal, and the area is in segments.
   */
  @ParameterizedTest
  @ValueSource(strings = {"saliency_signed", "input_x_gradient"})
  void theOtherDefinitionDependsOnTheBatch(String attribution) {
    Subject all = MetricGoldens.subject(attribution);
    double[][] changed = NdArrays.rows(all.inputs());
    int[][] segments = segments();
    int n = changed.length;
    int count = Arrays.stream(segments[0]).max().orElseThrow() + 1;
    int[][] orders = new int[n][];
    for (int i = 0; i < n; i++) {
      double[] sums = new double[count];
      int[] sizes = new int[count];
      for (int j = 0; j < PIXELS; j++) {
        sums[segments[i][j]] += all.rows()[i][j];
        sizes[segments[i][j]]++;
      }
      double[] means = IntStream.range(0, count).mapToDouble(g -> sums[g] / sizes[g]).toArray();
      orders[i] = Instance.descending(means);
    }
    Network model = ((Network) all.model()).probabilities();
    double[] targets = NdArrays.doubles(Goldens.array("cnn/targets.npy"));
    double[] start = probabilities(model, changed, targets);
    double[][] ratios = new double[n][count];
    for (int step = 0; step < count; step++) {
      double mean = Arrays.stream(changed).flatMapToDouble(Arrays::stream).average().orElseThrow();
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < PIXELS; j++) {
          changed[i][j] = segments[i][j] == orders[i][step] ? mean : changed[i][j];
        }
      }
      double[] now = probabilities(model, changed, targets);
      for (int i = 0; i < n; i++) {
        ratios[i][step] = now[i] / start[i];
      }
    }
    double[] values =
        Arrays.stream(ratios)
            .mapToDouble(r -> count - Arrays.stream(r).sum() + (r[0] + r[count - 1]) / 2)
            .toArray();
    assertArrayEquals(
        MetricGoldens.numbers(MetricGoldens.values("irof", attribution)), values, 1e-3);
  }

  private static double[] probabilities(Network model, double[][] rows, double[] targets) {
    double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    INDArray batch = NdArrays.array(DataType.FLOAT, flat, rows.length, 1, SIDE, SIDE);
    double[][] scores = NdArrays.rows(Engine.standard().predict(model, batch));
    return IntStream.range(0, rows.length).mapToDouble(i -> scores[i][(int) targets[i]]).toArray();
  }
}
