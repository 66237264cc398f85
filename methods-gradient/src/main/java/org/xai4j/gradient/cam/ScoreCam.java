package org.xai4j.gradient.cam;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.tensor.Device;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.internal.LayerChoice;
import org.xai4j.gradient.internal.RowVersions;

/**
 * Score-CAM: L = max(Σ_c w_c·A_c, 0), where w is the softmax over channels of the scores f(b +
 * H_c·(x − b)), and H_c is the channel A_c enlarged to the input and scaled to [0, 1]. It needs no
 * gradient.
 *
 * @param layer of the activations A; by default the last convolution
 * @param raw whether maps keep the layer's resolution [n, 1, …]; else they get the input's shape,
 *     the same for all its channels
 * @param relu whether negative values are cut off
 * @param enlarge how maps get the input's shape
 */
@Info(
    id = "score-cam",
    title = "Score-CAM",
    summary = "A layer's channels, weighted by the score of the input masked with them.",
    reference = "Wang et al. 2020, arXiv:1910.01279")
public record ScoreCam(
    @Param("layer of the activations, by default the last convolution") Optional<String> layer,
    @Param("whether maps keep the layer's resolution") boolean raw,
    @Param("whether negative values are cut off") boolean relu,
    @Param("how maps get the input's shape") Enlargement enlarge)
    implements CamExplainer {
  /** Elements of the masked copies made at once, so that many channels take little memory. */
  private static final int ELEMENTS = 1 << 23;

  /** The positive part at the last convolution, enlarged. */
  public ScoreCam() {
    this(Optional.empty(), false, true, Enlargement.BILINEAR);
  }

  /** Each row is as many rows of work as there are channels. */
  @Override
  public int chunk(int asked) {
    return Math.max(1, asked / 8);
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Node node = LayerChoice.convolution(model, layer);
    Network head = model.upTo(node);
    return rows -> {
      Target.Resolved target = rows.target(context.engine().predict(model, rows.inputs()));
      Device device = context.engine().device(model.type());
      Tensor values =
          model
              .layout(node)
              .toChannelsFirst(device.of(context.engine().predict(head, rows.inputs())));
      Cam.check(node, values);
      double[][][] a = Cam.channels(values);
      INDArray spread = RowVersions.spread(rows.baseline(), rows.inputs());
      double[] x = NdArrays.doubles(rows.inputs());
      double[] b = NdArrays.doubles(spread);
      double[][] maps = new double[a.length][];
      for (int i = 0; i < maps.length; i++) {
        double[] scores = new double[a[i].length];
        int batch = Math.max(1, ELEMENTS / rows.width());
        for (int from = 0; from < scores.length; from += batch) {
          int to = Math.min(scores.length, from + batch);
          Tensor channels = Cam.maps(Arrays.copyOfRange(a[i], from, to), values);
          Tensor masks = Cam.enlarged(channels, rows.inputs(), Enlargement.BILINEAR, model);
          INDArray masked = masked(masks.doubles(), to - from, rows.inputs(), x, b, i);
          int[] rowOf = new int[to - from];
          Arrays.fill(rowOf, i);
          double[] part = target.scores(context.engine().predict(model, masked), rowOf);
          System.arraycopy(part, 0, scores, from, part.length);
        }
        maps[i] = Cam.weighted(softmax(scores), a[i]);
      }
      return Cam.finished(Cam.maps(maps, values), rows.inputs(), this, model);
    };
  }

  /** One row, masked with each of some enlarged channels, [count][cells]. */
  private static INDArray masked(
      double[] masks, int count, INDArray inputs, double[] x, double[] b, int row) {
    int width = (int) (inputs.length() / inputs.size(0));
    int cells = masks.length / count;
    double[] flat = new double[count * width];
    for (int c = 0; c < count; c++) {
      double low = Double.POSITIVE_INFINITY;
      double high = Double.NEGATIVE_INFINITY;
      for (int j = c * cells; j < (c + 1) * cells; j++) {
        low = Math.min(low, masks[j]);
        high = Math.max(high, masks[j]);
      }
      for (int j = 0; j < width; j++) {
        double h = high > low ? (masks[c * cells + j % cells] - low) / (high - low) : 0;
        int place = row * width + j;
        flat[c * width + j] = b[place] + h * (x[place] - b[place]);
      }
    }
    long[] shape = inputs.shape().clone();
    shape[0] = count;
    return NdArrays.array(inputs.dataType(), flat, shape);
  }

  private static double[] softmax(double[] scores) {
    double top = Arrays.stream(scores).max().orElseThrow();
    double[] weights = Arrays.stream(scores).map(s -> Math.exp(s - top)).toArray();
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }
}
