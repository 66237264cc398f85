package org.xai4j.benchmarks.explorer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.layer.Affine;
import org.xai4j.core.network.Layers;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.lrp.Conservation;
import org.xai4j.lrp.RelevanceExplainer;

/** What happens inside a network. */
final class LayerAnswers {
  private final Exhibits exhibits;

  LayerAnswers(Exhibits exhibits) {
    this.exhibits = exhibits;
  }

  /** The layers in order, with what they read. */
  ObjectNode layers(Question question) {
    Network network = exhibits.network(question);
    Tape tape =
        exhibits
            .of(question)
            .context(List.of(), Progress.SILENT)
            .engine()
            .propagation(network, Rules.GRADIENT)
            .forward(exhibits.row(question));
    ObjectNode root = Answer.empty();
    ArrayNode layers = root.putArray("layers");
    for (Node node : network.nodes()) {
      ObjectNode layer = layers.addObject().put("name", node.name());
      layer
          .put("type", node.layer().type())
          .put("shape", Arrays.toString(tape.value(node).shape()));
      layer.put("weights", Layers.parameters(node.layer()));
      layer.put("affine", node.layer() instanceof Affine);
      node.inputs().forEach(layer.putArray("inputs")::add);
    }
    return root;
  }

  /** The output of a layer for the row, [1, …]. */
  INDArray output(Question question) {
    Network network = exhibits.network(question);
    Network part = network.upTo(network.node(question.option("--layer")));
    return exhibits
        .of(question)
        .context(List.of(), Progress.SILENT)
        .predictor(part)
        .predict(exhibits.row(question));
  }

  /** The same with the command behind it. */
  ObjectNode activation(Question question) {
    INDArray values = output(question);
    ObjectNode root = Answer.empty();
    Answer.put(root, "values", NdArrays.doubles(values));
    Answer.shape(root, "shape", values.shape());
    root.put("command", Commands.predict(question, exhibits.of(question)));
    JavaCode.layer(question, exhibits.of(question)).ifPresent(code -> root.put("java", code));
    return root;
  }

  /** The relevance that each layer receives, passes on and absorbs. */
  ObjectNode relevance(Question question, Progress progress) {
    if (!(exhibits.method(question) instanceof RelevanceExplainer method)) {
      throw new InputException(
          "The method "
              + question.method()
              + " propagates no relevance; take a method such as lrp-epsilon.");
    }
    Conservation table =
        Conservation.measure(
            exhibits.network(question),
            method.rules(),
            exhibits.row(question),
            exhibits.of(question).context(question.options(), progress));
    ObjectNode root = Answer.empty();
    root.put("start", table.start()).put("end", table.end());
    ArrayNode rows = root.putArray("layers");
    for (Conservation.Row row : table.rows()) {
      rows.addObject()
          .put("name", row.layer())
          .put("type", row.type())
          .put("in", row.in())
          .put("out", row.out());
    }
    root.put("command", Commands.conservation(question, exhibits.of(question)));
    return root;
  }
}
