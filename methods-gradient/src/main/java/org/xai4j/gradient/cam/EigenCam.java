package org.xai4j.gradient.cam;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.internal.LayerChoice;

/**
 * Eigen-CAM: the projection of a layer's activations A [cells, channels] on their first right
 * singular vector, L = A·v. It does not depend on the target; the sign of v is the one that makes
 * the sum of L positive.
 *
 * @param layer of the activations; by default the last convolution
 * @param raw whether maps keep the layer's resolution [n, 1, …]; else they get the input's shape,
 *     the same for all its channels
 * @param enlarge how maps get the input's shape
 */
@Info(
    id = "eigen-cam",
    title = "Eigen-CAM",
    summary = "The first principal component of a layer's activations.",
    reference = "Muhammad and Yeasin 2020, arXiv:2008.00299")
public record EigenCam(
    @Param("layer of the activations, by default the last convolution") Optional<String> layer,
    @Param("whether maps keep the layer's resolution") boolean raw,
    @Param("how maps get the input's shape") Enlargement enlarge)
    implements CamExplainer {
  private static final int ITERATIONS = 1000;

  /** At the last convolution, enlarged. */
  public EigenCam() {
    this(Optional.empty(), false, Enlargement.BILINEAR);
  }

  /** Maps keep their sign. */
  @Override
  public boolean relu() {
    return false;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Node node = LayerChoice.convolution(model, layer);
    Propagation propagation = context.engine().propagation(model.upTo(node), Rules.GRADIENT);
    return rows -> {
      Tape tape = propagation.forward(rows.inputs());
      Tensor values = model.layout(node).toChannelsFirst(tape.output());
      Cam.check(node, values);
      double[][][] a = Cam.channels(values);
      double[][] maps = new double[a.length][];
      for (int i = 0; i < maps.length; i++) {
        maps[i] = projection(a[i]);
      }
      return Cam.finished(Cam.maps(maps, values), rows.inputs(), this, model);
    };
  }

  /** Power iteration on AᵀA, from the channels' sums on. */
  static double[] projection(double[][] a) {
    double[] v = new double[a.length];
    for (int c = 0; c < v.length; c++) {
      for (double value : a[c]) {
        v[c] += value;
      }
    }
    normalise(v);
    for (int step = 0; step < ITERATIONS; step++) {
      double[] map = Cam.weighted(v, a);
      double[] next = new double[v.length];
      for (int c = 0; c < v.length; c++) {
        for (int s = 0; s < map.length; s++) {
          next[c] += a[c][s] * map[s];
        }
      }
      normalise(next);
      double change = 0;
      for (int c = 0; c < v.length; c++) {
        change = Math.max(change, Math.abs(next[c] - v[c]));
      }
      v = next;
      if (change < 1e-14) {
        break;
      }
    }
    double[] map = Cam.weighted(v, a);
    double sum = java.util.Arrays.stream(map).sum();
    for (int s = 0; s < map.length && sum < 0; s++) {
      map[s] = -map[s];
    }
    return map;
  }

  private static void normalise(double[] v) {
    double norm = 0;
    for (double value : v) {
      norm += value * value;
    }
    for (int c = 0; c < v.length && norm > 0; c++) {
      v[c] /= Math.sqrt(norm);
    }
  }
}
