package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.importer.onnx.internal.Draft;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Activation.Function;
import org.xai4j.core.layer.Concat;
import org.xai4j.core.layer.Constant;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Elementwise.Operation;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.LayerNormalization;
import org.xai4j.core.layer.Reduction;
import org.xai4j.core.layer.Reshape;

/** Layers that files spell out in elementary operations. */
final class Patterns {
  private static final double TOLERANCE = 1e-4;
  private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);

  private Patterns() {}

  /**
   * A product c·∏ of nodes, scalar constants taken out.
   *
   * @param scale c
   * @param factors indices of nodes, sorted
   */
  private record Product(double scale, List<Integer> factors) {}

  /** The single layer an arithmetic node completes, else the node itself. */
  static GraphTensor recognised(Call call, GraphTensor.Computed result) {
    Draft draft = call.draft();
    if (!(draft.node(result.node()).layer() instanceof Elementwise last)) {
      return result;
    }
    if (last.operation() == Operation.ADD) {
      return normalised(call, result);
    }
    if (last.operation() != Operation.MULTIPLY && last.operation() != Operation.DIVIDE) {
      return result;
    }
    Product whole = product(draft, result.node(), 8);
    for (int factor : whole.factors()) {
      List<Integer> rest = new ArrayList<>(whole.factors());
      rest.remove((Integer) factor);
      Optional<Gate> gate = gate(draft, factor);
      if (!rest.isEmpty() && gate.isPresent()) {
        Product base = product(draft, gate.get().base(), 8);
        boolean fits =
            base.factors().equals(rest)
                && close(whole.scale(), gate.get().scale() * base.scale())
                && draft.tensor(gate.get().base()).shaped(result.shape());
        if (fits) {
          return call.emit(Activation.of(gate.get().function()), draft.tensor(gate.get().base()));
        }
      }
    }
    return result;
  }

  /**
   * What a factor g(x) tells: x·g(x)·scale is an activation.
   *
   * @param base x
   */
  private record Gate(Function function, int base, double scale) {}

  private static Optional<Gate> gate(Draft draft, int factor) {
    Draft.Node node = draft.node(factor);
    if (node.layer() instanceof Activation a) {
      int source = node.inputs().get(0);
      Draft.Node inner = draft.node(source);
      if (a.function() == Function.SIGMOID) {
        return Optional.of(new Gate(Function.SILU, source, 1));
      }
      if (a.function() == Function.TANH && is(inner, Function.SOFTPLUS)) {
        return Optional.of(new Gate(Function.MISH, inner.inputs().get(0), 1));
      }
      if (a.function() == Function.HARD_SIGMOID && close(a.alpha(), 1.0 / 6) && a.beta() == 0.5) {
        return Optional.of(new Gate(Function.HARD_SWISH, source, 1));
      }
      if (a.function() == Function.CLIP && a.alpha() == 0 && a.beta() == 6) {
        return plus(draft, source, 3).map(x -> new Gate(Function.HARD_SWISH, x, 1.0 / 6));
      }
      return Optional.empty();
    }
    Optional<Integer> shifted = plus(draft, factor, 1);
    if (shifted.isEmpty()) {
      return Optional.empty();
    }
    Draft.Node inner = draft.node(shifted.get());
    if (is(inner, Function.ERF)) {
      return scaled(draft, inner.inputs().get(0), Math.sqrt(0.5))
          .map(x -> new Gate(Function.GELU, x, 0.5));
    }
    if (is(inner, Function.TANH)) {
      return scaled(draft, inner.inputs().get(0), SQRT_2_OVER_PI)
          .flatMap(sum -> bent(draft, sum))
          .map(x -> new Gate(Function.GELU_TANH, x, 0.5));
    }
    return Optional.empty();
  }

  /** The x of x + 0.044715·x³. */
  private static Optional<Integer> bent(Draft draft, int index) {
    Draft.Node sum = draft.node(index);
    if (!is(sum, Operation.ADD)) {
      return Optional.empty();
    }
    for (int place = 0; place < 2; place++) {
      int x = sum.inputs().get(place);
      Product cube = product(draft, sum.inputs().get(1 - place), 8);
      List<Integer> flat = new ArrayList<>();
      for (int factor : cube.factors()) {
        Draft.Node node = draft.node(factor);
        boolean power = node.layer() instanceof Activation a && a.function() == Function.POWER;
        double times = power ? ((Activation) node.layer()).alpha() : 1;
        flat.addAll(Collections.nCopies((int) times, power ? node.inputs().get(0) : factor));
      }
      if (close(cube.scale(), 0.044715) && flat.equals(List.of(x, x, x))) {
        return Optional.of(x);
      }
    }
    return Optional.empty();
  }

  private static Product product(Draft draft, int index, int depth) {
    Draft.Node node = draft.node(index);
    boolean times = is(node, Operation.MULTIPLY);
    if (depth > 0 && (times || is(node, Operation.DIVIDE))) {
      OptionalDouble second = scalar(draft, node.inputs().get(1));
      if (second.isPresent()) {
        Product rest = product(draft, node.inputs().get(0), depth - 1);
        double factor = times ? second.getAsDouble() : 1 / second.getAsDouble();
        return new Product(rest.scale() * factor, rest.factors());
      }
      OptionalDouble first = scalar(draft, node.inputs().get(0));
      if (times && first.isPresent()) {
        Product rest = product(draft, node.inputs().get(1), depth - 1);
        return new Product(rest.scale() * first.getAsDouble(), rest.factors());
      }
      if (times) {
        Product a = product(draft, node.inputs().get(0), depth - 1);
        Product b = product(draft, node.inputs().get(1), depth - 1);
        List<Integer> factors = new ArrayList<>(a.factors());
        factors.addAll(b.factors());
        Collections.sort(factors);
        return new Product(a.scale() * b.scale(), factors);
      }
    }
    return new Product(1, List.of(index));
  }

  /** The x of x·factor. */
  private static Optional<Integer> scaled(Draft draft, int index, double factor) {
    Draft.Node node = draft.node(index);
    for (int place = 0; place < 2 && node.inputs().size() == 2; place++) {
      OptionalDouble constant = scalar(draft, node.inputs().get(1 - place));
      if (constant.isPresent()) {
        double c = constant.getAsDouble();
        boolean fits =
            (is(node, Operation.MULTIPLY) && close(c, factor))
                || (is(node, Operation.DIVIDE) && place == 0 && close(1 / c, factor));
        if (fits) {
          return Optional.of(node.inputs().get(place));
        }
      }
    }
    return Optional.empty();
  }

  /** The x of x + constant. */
  private static Optional<Integer> plus(Draft draft, int index, double constant) {
    Draft.Node node = draft.node(index);
    for (int place = 0; place < 2 && is(node, Operation.ADD); place++) {
      OptionalDouble c = scalar(draft, node.inputs().get(1 - place));
      if (c.isPresent() && close(c.getAsDouble(), constant)) {
        return Optional.of(node.inputs().get(place));
      }
    }
    return Optional.empty();
  }

  private static OptionalDouble scalar(Draft draft, int index) {
    return draft.node(index).layer() instanceof Constant c && c.value().length() == 1
        ? OptionalDouble.of(NdArrays.doubles(c.value())[0])
        : OptionalDouble.empty();
  }

  private static boolean is(Draft.Node node, Function function) {
    return node.layer() instanceof Activation a && a.function() == function;
  }

  private static boolean is(Draft.Node node, Operation operation) {
    return node.layer() instanceof Elementwise e && e.operation() == operation;
  }

  private static boolean close(double a, double b) {
    return Math.abs(a - b) <= TOLERANCE * Math.abs(b);
  }

  /** γ·(x − mean)/√(mean (x − mean)² + ε) + β over the last axes. */
  private static GraphTensor normalised(Call call, GraphTensor.Computed result) {
    Draft draft = call.draft();
    Draft.Node sum = draft.node(result.node());
    Optional<INDArray> beta = constant(draft, sum, 1);
    Draft.Node scaled = draft.input(sum, 0);
    if (beta.isEmpty() || !is(scaled, Operation.MULTIPLY)) {
      return result;
    }
    int place = constant(draft, scaled, 1).isPresent() ? 1 : 0;
    Optional<INDArray> gamma = constant(draft, scaled, place);
    Draft.Node ratio = draft.input(scaled, 1 - place);
    if (gamma.isEmpty() || !is(ratio, Operation.DIVIDE)) {
      return result;
    }
    Draft.Node centred = draft.input(ratio, 0);
    Draft.Node root = draft.input(ratio, 1);
    if (!is(centred, Operation.SUBTRACT) || !is(root, Function.SQRT)) {
      return result;
    }
    Draft.Node shifted = draft.input(root, 0);
    OptionalDouble epsilon =
        is(shifted, Operation.ADD)
            ? scalar(draft, shifted.inputs().get(1))
            : OptionalDouble.empty();
    if (epsilon.isEmpty()) {
      return result;
    }
    Draft.Node variance = draft.input(shifted, 0);
    Draft.Node mean = draft.input(centred, 1);
    int x = centred.inputs().get(0);
    int axes = gamma.get().rank();
    boolean means =
        average(variance.layer(), axes, result.rank())
            && average(mean.layer(), axes, result.rank())
            && mean.inputs().get(0) == x;
    if (!means) {
      return result;
    }
    Draft.Node square = draft.input(variance, 0);
    boolean squared =
        square.layer() instanceof Activation a && a.function() == Function.POWER && a.alpha() == 2;
    long[] shape = gamma.get().shape();
    long[] all = result.shape().first();
    boolean whole =
        squared
            && square.inputs().get(0).equals(ratio.inputs().get(0))
            && java.util.Arrays.equals(shape, beta.get().shape())
            && java.util.Arrays.equals(
                shape, java.util.Arrays.copyOfRange(all, all.length - axes, all.length));
    return whole
        ? call.emit(
            new LayerNormalization(gamma.get(), beta.get(), epsilon.getAsDouble()), draft.tensor(x))
        : result;
  }

  private static Optional<INDArray> constant(Draft draft, Draft.Node node, int place) {
    return draft.input(node, place).layer() instanceof Constant c
        ? Optional.of(c.value())
        : Optional.empty();
  }

  private static boolean average(Layer layer, int axes, int rank) {
    return layer instanceof Reduction r
        && r.kind() == Reduction.Kind.MEAN
        && r.keepAxes()
        && r.axes().stream()
            .sorted()
            .toList()
            .equals(IntStream.range(rank - axes, rank).boxed().toList());
  }

  /** Both directions of a recurrent layer side by side: one join along the features. */
  static Optional<GraphTensor> directions(
      Call call, GraphTensor.Computed from, Twin<long[]> target) {
    Draft draft = call.draft();
    Draft.Node both = draft.node(from.node());
    boolean pair =
        target.first().length == 3
            && from.rank() == 4
            && both.layer() instanceof Concat c
            && c.axis() == 2
            && both.inputs().stream().allMatch(i -> draft.node(i).layer() instanceof Reshape);
    if (!pair) {
      return Optional.empty();
    }
    List<GraphTensor.Computed> parts =
        both.inputs().stream().map(i -> draft.tensor(draft.node(i).inputs().get(0))).toList();
    boolean rows = parts.stream().allMatch(p -> p.rank() == 3 && sameRows(p, target));
    return rows
        ? Optional.of(call.emit(new Concat(2), parts.toArray(new GraphTensor[0])))
        : Optional.empty();
  }

  private static boolean sameRows(GraphTensor part, Twin<long[]> target) {
    Twin<Boolean> same =
        part.shape().with(target, (s, t) -> s[0] == t[0] && s[1] == t[1] && s[2] < t[2]);
    return same.first() && same.second();
  }
}
