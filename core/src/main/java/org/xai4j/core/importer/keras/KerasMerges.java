package org.xai4j.core.importer.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.logic.ElementComparison;
import org.xai4j.core.layer.logic.ElementComparison.Relation;

/** Several tensors into one. */
final class KerasMerges {
  private KerasMerges() {}

  static void register(Map<String, KerasLayer> all) {
    all.put("Add", c -> folded(c, Operation.ADD));
    all.put("Subtract", c -> folded(c, Operation.SUBTRACT));
    all.put("Multiply", c -> folded(c, Operation.MULTIPLY));
    all.put("Divide", c -> folded(c, Operation.DIVIDE));
    all.put("TrueDivide", c -> folded(c, Operation.DIVIDE));
    all.put("Maximum", c -> folded(c, Operation.MAXIMUM));
    all.put("Minimum", c -> folded(c, Operation.MINIMUM));
    all.put("LogicalOr", c -> folded(c, Operation.MAXIMUM));
    all.put("LogicalAnd", c -> folded(c, Operation.MULTIPLY));
    all.put("NotEqual", c -> compared(c, Relation.NOT_EQUAL));
    all.put("Equal", c -> compared(c, Relation.EQUAL));
    all.put("Any", KerasMerges::any);
    all.put("Average", KerasMerges::average);
    all.put("Concatenate", KerasMerges::joined);
    all.put("Dot", KerasMerges::dot);
  }

  /** The arguments in one order of axes; numbers among them become constants. */
  private static List<Integer> nodes(KerasCall c) {
    List<Integer> nodes = new ArrayList<>();
    boolean turned = turned(c);
    c.inputs().forEach(x -> nodes.add(turned ? x.node() : c.to().plain(x)));
    c.numbers()
        .forEach(
            (place, value) -> nodes.add(Math.min(place, nodes.size()), c.to().constant(value)));
    return nodes;
  }

  private static boolean turned(KerasCall c) {
    int rank = c.to().rank(c.x().node());
    return c.inputs().stream().allMatch(x -> x.turned() && c.to().rank(x.node()) == rank);
  }

  private static KerasTensor folded(KerasCall c, Operation operation) {
    List<Integer> nodes = nodes(c);
    if (nodes.size() < 2) {
      throw c.conf().refused("is called on fewer than two tensors");
    }
    int y = nodes.get(0);
    for (int i = 1; i < nodes.size() - 1; i++) {
      y = c.to().combine(operation, y, nodes.get(i));
    }
    y = c.to().add(new Elementwise(operation), y, nodes.get(nodes.size() - 1));
    return new KerasTensor(y, turned(c), mask(c));
  }

  /** Steps count that count in any input, if all have masks; operations drop them. */
  private static int mask(KerasCall c) {
    boolean layer = !c.conf().json().path("operation").asBoolean(false);
    if (!layer || c.inputs().stream().anyMatch(x -> x.mask() < 0)) {
      return -1;
    }
    int mask = c.x().mask();
    for (KerasTensor x : c.inputs()) {
      mask = x.mask() == mask ? mask : c.to().combine(Operation.MAXIMUM, mask, x.mask());
    }
    return mask;
  }

  private static KerasTensor average(KerasCall c) {
    List<Integer> nodes = nodes(c);
    int sum = nodes.get(0);
    for (int node : nodes.subList(1, nodes.size())) {
      sum = c.to().combine(Operation.ADD, sum, node);
    }
    int share = c.to().constant(1.0 / nodes.size());
    int y = c.to().add(new Elementwise(Operation.MULTIPLY), sum, share);
    return new KerasTensor(y, turned(c), mask(c));
  }

  private static KerasTensor joined(KerasCall c) {
    int rank = c.to().rank(c.x().node());
    int axis = c.conf().whole("axis", -1);
    axis = axis < 0 ? axis + rank : axis;
    boolean turned = turned(c) && axis == rank - 1;
    int[] nodes = c.inputs().stream().mapToInt(x -> turned ? x.node() : c.to().plain(x)).toArray();
    boolean masked = c.inputs().stream().anyMatch(x -> x.mask() >= 0);
    if (masked && axis != rank - 1) {
      throw c.conf().refused("joins steps that have a mask");
    }
    int y = c.to().add(new Concat(turned ? 1 : axis), nodes);
    return new KerasTensor(y, turned, mask(c));
  }

  private static KerasTensor compared(KerasCall c, Relation relation) {
    List<Integer> nodes = nodes(c);
    if (nodes.size() != 2) {
      throw c.conf().refused("does not compare two arguments");
    }
    return KerasTensor.of(c.to().add(new ElementComparison(relation), nodes.get(0), nodes.get(1)));
  }

  private static KerasTensor any(KerasCall c) {
    List<Integer> axes = c.conf().numbers("axis").stream().map(Double::intValue).toList();
    if (axes.isEmpty() || axes.contains(0)) {
      throw c.conf().refused("joins rows");
    }
    boolean keep = c.conf().flag("keepdims", false);
    Reduction any = new Reduction(Reduction.Kind.MAX, axes, keep);
    return KerasTensor.of(c.to().add(any, c.to().plain(c.x())));
  }

  /** Products along one axis of each: of tables their sum, of sequences a matrix. */
  private static KerasTensor dot(KerasCall c) {
    int a = c.to().plain(c.x());
    int b = c.to().plain(c.inputs().get(1));
    int rank = c.to().rank(a);
    List<Integer> axes = c.conf().each("axes", 2, -1);
    int first = axes.get(0) < 0 ? axes.get(0) + rank : axes.get(0);
    int second = axes.get(1) < 0 ? axes.get(1) + rank : axes.get(1);
    if (rank != c.to().rank(b) || rank > 3) {
      throw c.conf().refused("is called on tensors of other than two or three axes");
    }
    boolean normalize = c.conf().flag("normalize", false);
    if (normalize && (first != rank - 1 || second != rank - 1)) {
      throw c.conf().refused("normalizes another axis than the last");
    }
    a = normalize ? KerasNormalizations.unit(c, a, List.of(-1), false) : a;
    b = normalize ? KerasNormalizations.unit(c, b, List.of(-1), false) : b;
    if (rank == 2) {
      int product = c.to().combine(Operation.MULTIPLY, a, b);
      return KerasTensor.of(
          c.to().add(new Reduction(Reduction.Kind.SUM, List.of(1), true), product));
    }
    return KerasTensor.of(c.to().add(new MatMul(first == 1, second == 2), a, b));
  }
}
