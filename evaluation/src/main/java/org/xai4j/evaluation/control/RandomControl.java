package org.xai4j.evaluation.control;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.run.SplitRandom;

/** Standard normal noise, other noise for another input: the control every method must beat. */
@Info(
    id = "random",
    title = "Random",
    summary = "A control: standard normal noise.",
    reference = "Control")
public record RandomControl() implements PredictorExplainer {
  @Override
  public int chunk(int asked) {
    return asked;
  }

  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    return rows -> {
      int width = rows.width();
      double[] noise = new double[rows.size() * width];
      double[] in = NdArrays.doubles(rows.inputs());
      for (int i = 0; i < rows.size(); i++) {
        double[] row = Arrays.copyOfRange(in, i * width, (i + 1) * width);
        SplitRandom random = rows.random(i).split(Arrays.hashCode(row));
        for (int j = 0; j < width; j++) {
          noise[i * width + j] = random.nextGaussian();
        }
      }
      return NdArrays.array(rows.inputs().dataType(), noise, rows.inputs().shape());
    };
  }
}
