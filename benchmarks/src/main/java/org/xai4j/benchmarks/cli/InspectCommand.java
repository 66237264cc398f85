package org.xai4j.benchmarks.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xai4j.benchmarks.data.ModelSummary;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Layers;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the layers of a model. */
@Command(
    name = "inspect",
    description = "Prints the layers of a model with output shapes and parameters.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class InspectCommand implements Callable<Integer> {
  private final StandardStreams streams;

  @Mixin private ModelOption model = new ModelOption();

  @Option(
      names = "--json",
      description =
          "Prints inputs, output, layers, parameters, multiplications and memory of a row as JSON.")
  private boolean json;

  @Mixin private RunOptions run = new RunOptions();

  InspectCommand(StandardStreams streams) {
    this.streams = streams;
  }

  @Override
  public Integer call() {
    Network network = model.read(run);
    if (json) {
      streams.out().println(ModelSummary.json(network));
      return 0;
    }
    List<String> shapes;
    try {
      shapes = OutputShapes.of(network);
    } catch (InputException e) {
      // A model whose free lengths do not fit can still be listed.
      shapes = network.nodes().stream().map(n -> "?").toList();
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("#", "name", "type", "output", "parameters", "inputs"));
    long total = 0;
    for (Node node : network.nodes()) {
      long parameters = Layers.parameters(node.layer());
      total += parameters;
      rows.add(
          List.of(
              String.valueOf(node.index()),
              node.name(),
              node.layer().type(),
              shapes.get(node.index()),
              parameters == 0 ? "" : String.format(Locale.ROOT, "%,d", parameters),
              inputs(network, node)));
    }
    TextTable.print(streams.out(), "", rows);
    streams
        .out()
        .printf(
            Locale.ROOT,
            "%d layers, %,d parameters, %s%n",
            network.nodes().size() - 1,
            total,
            network.type().toString().toLowerCase(Locale.ROOT));
    if (!network.openInputs().isEmpty()) {
      streams
          .out()
          .printf(
              "explains %s; holds %s%n",
              network.nodes().get(0).name(),
              String.join(", ", network.openInputs().stream().map(Node::name).toList()));
    }
    if (network.inputShape().size() == 3) {
      boolean last = network.layout() == ImageLayout.CHANNELS_LAST;
      streams
          .out()
          .printf(
              "rows are images [%s] (%s); --layout sets another%n",
              last ? "h, w, c" : "c, h, w", network.layout());
    }
    return 0;
  }

  /** The nodes read, where it is not just the one before. */
  private static String inputs(Network network, Node node) {
    boolean chain = node.inputs().isEmpty() || node.inputs().equals(List.of(node.index() - 1));
    return chain
        ? ""
        : String.join(
            ", ", node.inputs().stream().map(i -> network.nodes().get(i).name()).toList());
  }
}
