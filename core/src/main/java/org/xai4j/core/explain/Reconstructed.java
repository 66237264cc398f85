package org.xai4j.core.explain;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Cuts;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NodeShapes;
import org.xai4j.core.run.InputException;

/** An autoencoder with its error as the output. */
final class Reconstructed {
  /** Taken for a length that varies. */
  private static final long FREE = 64;

  private Reconstructed() {}

  /** The mean over a row of (output − input)², [n, 1]. */
  static Network error(Network network) {
    return network.derive("reconstruction", Reconstructed::made);
  }

  private static Network made(Network network) {
    long[] batch = new long[network.inputShape().size() + 1];
    Arrays.setAll(
        batch,
        i ->
            i == 0
                ? 1
                : network.inputShape().get(i - 1) < 0 ? FREE : network.inputShape().get(i - 1));
    List<long[]> shapes = NodeShapes.of(network, batch);
    long[] output = shapes.get(shapes.size() - 1);
    InputException.check(
        !network.tokens() && Arrays.equals(output, batch),
        "The target is the error of a reconstruction, but the model makes %s of %s.",
        Arrays.toString(output),
        Arrays.toString(batch));
    List<Integer> axes = IntStream.range(1, batch.length).boxed().toList();
    int last = network.output().index();
    return Cuts.append(
            network, "difference", new Elementwise(Elementwise.Operation.SUBTRACT), last, 0)
        .append("squares", new Activation(Activation.Function.POWER, 2, 0))
        .append("mean", new Reduction(Reduction.Kind.MEAN, axes, false))
        .append("error", new Reshape(List.of(0L, 1L)));
  }
}
