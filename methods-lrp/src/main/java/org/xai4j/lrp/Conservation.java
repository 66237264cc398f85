package org.xai4j.lrp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rule;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.lrp.composite.Canonizer;
import org.xai4j.lrp.composite.Composite;

/**
 * How much relevance each layer receives, passes on and absorbs, summed over the rows.
 *
 * @param rows the layers, from the output down
 * @param start relevance at the output
 * @param end relevance at the input
 */
public record Conservation(List<Row> rows, double start, double end) {
  /** Copies the list. */
  public Conservation {
    rows = List.copyOf(rows);
  }

  /**
   * One layer.
   *
   * @param layer its name
   * @param type its type
   * @param in relevance that arrives at its output
   * @param out relevance it passes to its inputs
   */
  public record Row(String layer, String type, double in, double out) {
    /**
     * What biases and stabilisers keep.
     *
     * @return in − out
     */
    public double absorbed() {
      return in - out;
    }
  }

  /**
   * Propagates relevance and keeps its sums.
   *
   * @param network explained; its logits are
   * @param composite the rules
   * @param inputs batch [n, …]
   * @param context target and engine
   * @return one row per layer that relevance reaches
   */
  public static Conservation measure(
      Network network, Composite composite, INDArray inputs, Context context) {
    Network canonical = Canonizer.canonical(context.target().view(network));
    List<Row> table = new ArrayList<>();
    Rules chosen = composite.rules(canonical);
    Rules watched = node -> watched(node, chosen.of(node), table);
    Propagation propagation = context.engine().propagation(canonical, watched);
    Tape tape = propagation.forward(canonical.accept(inputs));
    Tensor output = tape.output();
    Tensor weights = context.target().resolve(output.array(), 0, network).signal(output);
    Tensor start = Relevance.start(composite.start(), weights, output);
    Tensor end = propagation.backward(tape, start);
    return new Conservation(table, sum(start), sum(end));
  }

  private static Rule watched(Node node, Rule rule, List<Row> table) {
    return (same, device) -> {
      Rule.Step step = rule.bind(same, device);
      return (tape, signal) -> {
        Tensor[] passed = step.propagate(tape, signal);
        double out = Arrays.stream(passed).mapToDouble(Conservation::sum).sum();
        table.add(new Row(node.name(), node.layer().type(), sum(signal), out));
        return passed;
      };
    };
  }

  private static double sum(Tensor values) {
    return Arrays.stream(values.doubles()).sum();
  }

  /** The table as text: layer, type, relevance in, out, absorbed. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(line("layer", "type", "in", "out", "absorbed"));
    for (Row row : rows) {
      text.append(
          line(row.layer, row.type, number(row.in), number(row.out), number(row.absorbed())));
    }
    return text.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }

  private static String line(Object... cells) {
    return String.format(Locale.ROOT, "%-16s %-20s %14s %14s %14s%n", cells);
  }
}
