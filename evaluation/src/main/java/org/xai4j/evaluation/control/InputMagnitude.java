package org.xai4j.evaluation.control;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;

/** The distance of each input from its baseline, |xᵢ − bᵢ|, 0 where one is missing. */
@Info(
    id = "input-magnitude",
    title = "Input magnitude",
    summary = "A control: the distance of each input from the baseline.",
    reference = "Control")
public record InputMagnitude() implements PredictorExplainer {
  @Override
  public int chunk(int asked) {
    return asked;
  }

  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    return rows -> {
      INDArray base = rows.baseline();
      boolean one = base.size(0) != rows.inputs().size(0);
      INDArray spread = one ? base.broadcast(rows.inputs().ulike()) : base;
      INDArray distance = Transforms.abs(rows.inputs().sub(spread), false);
      return model.missing()
          ? NdArrays.array(distance.dataType(), known(distance), distance.shape())
          : distance;
    };
  }

  private static double[] known(INDArray distance) {
    return Arrays.stream(NdArrays.doubles(distance)).map(v -> Double.isNaN(v) ? 0 : v).toArray();
  }
}
