package org.xai4j.lrp;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Tape;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.lrp.composite.Composite;

/**
 * Concept relevance propagation: relevance is propagated from the output to a layer, there only
 * that of chosen channels is kept, R'_c = R_c·[c ∈ C], and propagated on to the input: the part of
 * the explanation that passes through the concepts that these channels stand for. As every rule is
 * linear in the relevance, the values for all channels one by one add up to those of relevance
 * propagation through the layer.
 *
 * @param composite which rule each layer has
 * @param layer whose channels (or units) are chosen among; nothing for the last convolution
 * @param channels C; empty for the channels of the largest absolute relevance in each row
 * @param top how many these are
 */
@Info(
    id = "crp",
    title = "Concept relevance propagation",
    summary = "Relevance that passes through chosen channels of a layer.",
    reference = "Achtibat et al. 2023, doi:10.1038/s42256-023-00711-8")
public record ConceptRelevance(
    @Param(value = "the rules, as for lrp (also: rules=…)", also = "rules") Composite composite,
    @Param("the layer whose channels are chosen among, by default the last convolution")
        Optional<String> layer,
    @Param(value = "the channels, by default those of the largest relevance", min = 0)
        List<Integer> channels,
    @Param(value = "how many channels of the largest relevance", min = 1) int top)
    implements RelevanceExplainer {
  /** Flat, z⁺ and ε; the most relevant channel of the last convolution. */
  public ConceptRelevance() {
    this(new LrpEpsilonPlusFlat().rules(), Optional.empty(), List.of(), 1);
  }

  /** Copies the list. */
  public ConceptRelevance {
    channels = List.copyOf(channels);
  }

  /**
   * Other channels of a layer.
   *
   * @param name of the layer
   * @param chosen its channels
   * @return a copy
   */
  public ConceptRelevance of(String name, Integer... chosen) {
    return new ConceptRelevance(composite, Optional.of(name), List.of(chosen), top);
  }

  @Override
  public Composite rules() {
    return composite;
  }

  @Override
  public Optional<String> unsuitable(Network model, INDArray inputs) {
    Optional<String> obstacle = RelevanceExplainer.super.unsuitable(model, inputs);
    boolean chosen =
        layer.isPresent() || model.nodes().stream().anyMatch(n -> n.layer() instanceof Convolution);
    return obstacle.isPresent() || chosen
        ? obstacle
        : Optional.of(
            "the network has no convolution; name the layer whose units are concepts by the"
                + " parameter layer.");
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Propagation propagation = composite.propagation(context.engine(), model);
    Network canonical = propagation.network();
    Node node = node(canonical);
    ImageLayout layout = canonical.layout(node);
    return rows -> {
      Tape tape = propagation.forward(rows.inputs());
      Tensor output = tape.output();
      Tensor start = Relevance.start(composite.start(), rows.signal(output), output);
      INDArray relevance = propagation.backward(tape, canonical.output(), start, node).array();
      INDArray first = layout.toChannelsFirst(relevance);
      double[] kept = NdArrays.doubles(first);
      double[][] shares = shares(first);
      int cells = kept.length / (shares.length * shares[0].length);
      for (int i = 0; i < shares.length; i++) {
        List<Integer> chosen = chosen(node, shares[i]);
        for (int c = 0; c < shares[i].length; c++) {
          if (!chosen.contains(c)) {
            int from = (i * shares[i].length + c) * cells;
            Arrays.fill(kept, from, from + cells, 0);
          }
        }
      }
      INDArray masked = NdArrays.array(first.dataType(), kept, first.shape());
      Tensor signal = propagation.device().of(layout.fromChannelsFirst(masked));
      return propagation.backward(tape, node, signal, canonical.nodes().get(0)).array();
    };
  }

  /**
   * The rows in which a channel has the most relevance (relevance maximisation): what the concept
   * looks like.
   *
   * @param network explained
   * @param inputs batch [n, …]
   * @param channel of the layer
   * @param count how many rows
   * @param context target and engine
   * @return their indices, the largest relevance first
   * @throws InputException if there is no such layer or channel
   */
  public int[] references(
      Network network, INDArray inputs, int channel, int count, Context context) {
    Network seen = context.target().view(network);
    Network canonical = composite.propagation(context.engine(), seen).network();
    Node node = node(canonical);
    INDArray relevance = LayerRelevance.at(network, composite, node.name(), inputs, context);
    double[][] shares = shares(canonical.layout(node).toChannelsFirst(relevance));
    require(node, channel, shares[0].length);
    return IntStream.range(0, shares.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -shares[i][channel]))
        .limit(count)
        .mapToInt(i -> i)
        .toArray();
  }

  private Node node(Network canonical) {
    if (layer.isPresent()) {
      return canonical.node(layer.get());
    }
    List<Node> convolutions =
        canonical.nodes().stream().filter(n -> n.layer() instanceof Convolution).toList();
    return canonical.finished(convolutions.get(convolutions.size() - 1));
  }

  /** The relevance of each channel [n][channels]. */
  private static double[][] shares(INDArray relevance) {
    int n = (int) relevance.size(0);
    int c = (int) relevance.size(1);
    double[] flat = NdArrays.doubles(relevance);
    int cells = flat.length / (n * c);
    double[][] shares = new double[n][c];
    for (int j = 0; j < flat.length; j++) {
      shares[j / cells / c][j / cells % c] += flat[j];
    }
    return shares;
  }

  private List<Integer> chosen(Node node, double[] shares) {
    channels.forEach(c -> require(node, c, shares.length));
    return channels.isEmpty()
        ? IntStream.range(0, shares.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer c) -> -Math.abs(shares[c])))
            .limit(top)
            .toList()
        : channels;
  }

  private static void require(Node node, int channel, int count) {
    InputException.check(
        channel < count,
        "Layer '%s' has the channels 0 to %d, not %d.",
        node.name(),
        count - 1,
        channel);
  }
}
