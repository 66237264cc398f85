package org.xai4j.evaluation.control;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.PredictorExplainer;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;

/** The magnitude of Sobel's edge filter on each channel: looks convincing, knows nothing. */
@Info(
    id = "edge",
    title = "Edges",
    summary = "A control: the magnitude of Sobel's edge filter.",
    reference = "Control; Adebayo et al. 2018, arXiv:1810.03292")
public record EdgeControl() implements PredictorExplainer {
  @Override
  public int chunk(int asked) {
    return asked;
  }

  @Override
  public Optional<String> unsuitable(Predictor model, INDArray inputs) {
    return inputs.rank() == 4
        ? Optional.empty()
        : Optional.of(
            "edges need images [n, c, h, w], not inputs of shape "
                + Arrays.toString(inputs.shape())
                + ".");
  }

  @Override
  public Attributor prepare(Predictor model, INDArray inputs, Context context) {
    return rows -> {
      INDArray x = rows.inputs();
      int h = (int) x.size(2);
      int w = (int) x.size(3);
      double[] in = NdArrays.doubles(x);
      double[] out = new double[in.length];
      for (int plane = 0; plane < in.length; plane += h * w) {
        for (int i = 0; i < h * w; i++) {
          out[plane + i] = sobel(in, plane, i / w, i % w, h, w);
        }
      }
      return NdArrays.array(x.dataType(), out, x.shape());
    };
  }

  /** Border cells are repeated outward. */
  private static double sobel(double[] in, int plane, int y, int x, int h, int w) {
    double horizontal = 0;
    double vertical = 0;
    for (int d = -1; d <= 1; d++) {
      int weight = d == 0 ? 2 : 1;
      horizontal +=
          weight * (at(in, plane, y + d, x + 1, h, w) - at(in, plane, y + d, x - 1, h, w));
      vertical += weight * (at(in, plane, y + 1, x + d, h, w) - at(in, plane, y - 1, x + d, h, w));
    }
    return Math.hypot(horizontal, vertical);
  }

  private static double at(double[] in, int plane, int y, int x, int h, int w) {
    int row = Math.min(Math.max(y, 0), h - 1);
    int column = Math.min(Math.max(x, 0), w - 1);
    return in[plane + row * w + column];
  }
}
