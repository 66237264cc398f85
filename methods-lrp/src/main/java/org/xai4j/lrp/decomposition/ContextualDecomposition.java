package org.xai4j.lrp.decomposition;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.engine.recurrent.RecurrentCell;
import org.xai4j.core.engine.recurrent.RecurrentTrace;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.NetworkExplainer;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Dropout;
import org.xai4j.core.layer.Embedding;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.Input;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Slice;
import org.xai4j.core.layer.Transpose;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.registry.Info;
import org.xai4j.core.tensor.Tensor;

/**
 * Contextual decomposition of an LSTM: the states are split into what comes of one group of inputs
 * and the rest, h = β + γ, through all gates; the value of a group is ⟨w, β⟩ with w the weights
 * behind the LSTM. ⟨w, β⟩ and ⟨w, γ⟩ add up to the score without the output's bias; products of a
 * relevant and an irrelevant term belong to the rest.
 */
@Info(
    id = "contextual-decomposition",
    title = "Contextual decomposition",
    summary = "An LSTM's score split into what comes of a group of inputs and the rest.",
    reference = "Murdoch, Liu and Yu 2018, arXiv:1801.05453")
public record ContextualDecomposition() implements NetworkExplainer {
  @Override
  public Optional<String> unsuitable(Network model, INDArray inputs) {
    List<Node> lstms = model.nodes().stream().filter(ContextualDecomposition::lstm).toList();
    if (lstms.size() != 1) {
      return Optional.of("it explains networks with one LSTM, not " + lstms.size() + ".");
    }
    Set<String> before = new HashSet<>();
    for (Node node : before(model, lstms.get(0)).nodes()) {
      before.add(node.name());
    }
    for (Node node : model.nodes()) {
      boolean fits =
          lstm(node)
              || (before.contains(node.name()) ? arranges(node.layer()) : linear(node.layer()));
      if (!fits) {
        return Optional.of(
            "it explains one LSTM at the input or behind an embedding, with linear layers behind"
                + " it, but layer '"
                + node.name()
                + "' is of type "
                + node.layer().type()
                + ".");
      }
    }
    return Optional.empty();
  }

  private static boolean lstm(Node node) {
    return node.layer() instanceof Recurrent r && r.cell() == Recurrent.Cell.LSTM;
  }

  /** The part of a network that makes the LSTM's input. */
  private static Network before(Network model, Node lstm) {
    return model.upTo(model.nodes().get(lstm.inputs().get(0)));
  }

  /** Whether a layer before the LSTM leaves each step's inputs as they are. */
  private static boolean arranges(Layer layer) {
    return layer instanceof Input
        || layer instanceof Embedding
        || layer instanceof Dropout
        || layer instanceof Transpose;
  }

  private static boolean linear(Layer layer) {
    return layer instanceof Dense
        || layer instanceof Dropout
        || layer instanceof Gather
        || layer instanceof Input
        || layer instanceof Reshape
        || layer instanceof Slice
        || layer instanceof Transpose;
  }

  @Override
  public Attributor prepare(Network model, INDArray inputs, Context context) {
    Propagation propagation = context.engine().propagation(model, Rules.GRADIENT);
    Node lstm =
        model.nodes().stream().filter(ContextualDecomposition::lstm).findFirst().orElseThrow();
    Network before = before(model, lstm);
    RecurrentCell cell = new RecurrentCell((Recurrent) lstm.layer());
    return rows -> {
      Tape tape = propagation.forward(rows.inputs());
      Tensor weights = propagation.backward(tape, model.output(), rows.signal(tape.output()), lstm);
      LstmDecomposition lstmSplit =
          new LstmDecomposition(RecurrentTrace.of(cell, tape.inputs(lstm)[0]));
      double[] w = lstmSplit.trace().arrived(weights);
      double[][] values = new double[rows.size()][];
      for (int i = 0; i < values.length; i++) {
        Grouping grouping = rows.grouping(i);
        values[i] = new double[grouping.count()];
        for (int g = 0; g < values[i].length; g++) {
          double[] mask = new double[rows.width()];
          double[] one = new double[values[i].length];
          one[g] = 1;
          grouping.expand(one, mask, 0);
          INDArray row = NdArrays.array(rows.inputs().dataType(), mask, oneRow(rows.inputs()));
          // The mask is arranged as the LSTM's input is.
          INDArray arranged = context.engine().predict(before, row);
          values[i][g] =
              lstmSplit.split(i, lstmSplit.trace().arrived(tape.device().of(arranged)), w)[0];
        }
      }
      return rows.ungrouped(values);
    };
  }

  private static long[] oneRow(INDArray inputs) {
    long[] shape = inputs.shape().clone();
    shape[0] = 1;
    return shape;
  }
}
