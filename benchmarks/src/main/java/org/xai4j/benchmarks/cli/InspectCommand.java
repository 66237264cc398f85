package org.xai4j.benchmarks.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.xai4j.benchmarks.cli.output.OutputShapes;
import org.xai4j.benchmarks.cli.output.TextTable;
import org.xai4j.benchmarks.data.ModelSummary;
import org.xai4j.core.importer.ml.ClassicModel;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Layers;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Link;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeEnsemble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the layers of a network, or what an ensemble of trees is made of. */
@Command(
    name = "inspect",
    description = "Prints the layers of a model with output shapes and parameters, or its trees.",
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
    Model read = model.read(run);
    if (json) {
      streams.out().println(ModelSummary.json(ModelOption.network(read, "--json")));
    } else if (read instanceof Network network) {
      layers(network);
    } else if (read instanceof TreeEnsemble trees) {
      trees(trees);
    } else if (read instanceof ClassicModel pipeline) {
      streams
          .out()
          .printf(
              Locale.ROOT,
              "%s; %d columns, %d outputs%n",
              String.join(", ", pipeline.steps()),
              pipeline.inputShape().get(0),
              pipeline.outputs());
    } else {
      streams.out().println(read);
    }
    return 0;
  }

  private void trees(TreeEnsemble ensemble) {
    List<Tree> trees = ensemble.trees();
    int leaves = 0;
    int inner = 0;
    int depth = 0;
    int[] splits = new int[ensemble.features().size()];
    for (Tree tree : trees) {
      depth = Math.max(depth, tree.depth());
      for (int i = 0; i < tree.nodes(); i++) {
        leaves += tree.leaf(i) ? 1 : 0;
        inner += tree.leaf(i) ? 0 : 1;
        if (!tree.leaf(i)) {
          splits[tree.feature(i)]++;
        }
      }
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("#", "column", "splits"));
    for (int f = 0; f < splits.length; f++) {
      rows.add(List.of(String.valueOf(f), ensemble.features().get(f), String.valueOf(splits[f])));
    }
    TextTable.print(streams.out(), "", rows);
    Link link = ensemble.link();
    streams
        .out()
        .printf(
            Locale.ROOT,
            "%d trees of %,d splits and %,d leaves, at most %d deep; %d columns, %d outputs, %s%s%n",
            trees.size(),
            inner,
            leaves,
            depth,
            splits.length,
            ensemble.outputs(),
            link.kind().toString().toLowerCase(Locale.ROOT).replace('_', ' '),
            ensemble.covered() ? "" : "; without the training rows of its nodes");
  }

  private void layers(Network network) {
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
