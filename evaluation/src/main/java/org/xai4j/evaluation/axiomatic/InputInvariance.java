package org.xai4j.evaluation.axiomatic;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Scores;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.Traits;
import org.xai4j.evaluation.Traits.Family;
import org.xai4j.evaluation.Traits.Need;

/**
 * Input invariance: a constant m is added to every input, and taken out again by the bias of the
 * first layer, b − W·m, so that the network is the same function. The value is the relative change
 * of the attribution, ‖a′(x + m) − a(x)‖/‖a(x)‖: zero for gradients, not for methods that multiply
 * with the input or start at a fixed baseline. NaN where a(x) is zero everywhere.
 *
 * @param shift m
 */
@Info(
    id = "input-invariance",
    title = "Input invariance",
    summary = "How much the attribution changes when a constant shift of all inputs is undone.",
    reference = "Kindermans et al. 2017, arXiv:1711.00867")
public record InputInvariance(@Param("what is added to every input") double shift)
    implements Metric {
  /** A shift by −1. */
  public InputInvariance() {
    this(-1);
  }

  @Override
  public Traits traits() {
    return Traits.positive(
        Family.AXIOMATIC, Direction.LOWER, Need.METHOD, Need.NETWORK, Need.NUMBERS);
  }

  @Override
  public Optional<String> unsuitable(Subject subject) {
    Optional<String> why = traits().missing(subject);
    return why.isPresent() || first((Network) subject.model()).isPresent()
        ? why
        : Optional.of(
            "the first layer must be fully connected, or a convolution without padding, for its"
                + " bias to undo a shift.");
  }

  @Override
  public Scores score(Subject subject) {
    Network network = (Network) subject.model();
    Node first = first(network).orElseThrow();
    Network shifted =
        network.map(n -> n.index() == first.index() ? undone((Affine) n.layer()) : n.layer());
    double[][] a = subject.rows();
    double[][] b = NdArrays.rows(subject.explain(shifted, subject.inputs().add(shift)));
    double[] values = new double[a.length];
    for (int i = 0; i < values.length; i++) {
      double change = 0;
      double norm = 0;
      for (int j = 0; j < a[i].length; j++) {
        change += (b[i][j] - a[i][j]) * (b[i][j] - a[i][j]);
        norm += a[i][j] * a[i][j];
      }
      values[i] = norm == 0 ? Double.NaN : Math.sqrt(change / norm);
    }
    return Scores.of(values);
  }

  /** The only reader of the input, behind layers that merely rearrange it. */
  private static Optional<Node> first(Network network) {
    int at = 0;
    while (true) {
      int index = at;
      List<Node> readers =
          network.nodes().stream().filter(n -> n.inputs().contains(index)).toList();
      if (readers.size() != 1) {
        return Optional.empty();
      }
      Node reader = readers.get(0);
      boolean fits =
          reader.layer() instanceof Dense
              || (reader.layer() instanceof Convolution c
                  && c.padding().stream().allMatch(p -> p == 0));
      if (fits) {
        return Optional.of(reader);
      }
      boolean rearranges =
          reader.layer() instanceof Reshape
              || reader.layer() instanceof Transpose
              || reader.layer() instanceof Dropout;
      if (!rearranges) {
        return Optional.empty();
      }
      at = reader.index();
    }
  }

  private Affine undone(Affine layer) {
    INDArray sums =
        layer instanceof Dense
            ? layer.weights().sum(0)
            : layer.weights().reshape('c', layer.weights().size(0), -1).sum(1);
    return layer.with(layer.weights(), layer.bias().sub(sums.mul(shift)));
  }
}
