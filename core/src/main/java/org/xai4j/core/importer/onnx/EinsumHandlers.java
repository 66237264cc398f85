package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.xai4j.core.importer.onnx.internal.GraphTensor;
import org.xai4j.core.importer.onnx.internal.Twin;
import org.xai4j.core.layer.Gather;
import org.xai4j.core.layer.MatMul;
import org.xai4j.core.layer.Reduction;

/** Sums over products of named axes, as matrix products. */
final class EinsumHandlers {
  private EinsumHandlers() {}

  static void register(Map<String, Handler> all) {
    all.put("Einsum", Handler.one(EinsumHandlers::sum));
  }

  /**
   * An array with a letter for each axis.
   *
   * @param axes one letter each
   */
  private record Named(GraphTensor x, String axes) {}

  private static GraphTensor sum(Call call) {
    String equation = call.text("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    call.check(terms.length == call.arity(), "has an equation for %d arrays", terms.length);
    List<Named> all = new ArrayList<>();
    String dots = "";
    for (int i = 0; i < terms.length; i++) {
      Named named = named(call, call.input(i), terms[i]);
      dots =
          named.axes().chars().filter(c -> c < 'A').count() > dots.length()
              ? letters(named.axes())
              : dots;
      all.add(named);
    }
    String output = arrow < 0 ? implicit(all, dots) : equation.substring(arrow + 2);
    output = output.replace("...", dots);
    Named result = summed(call, all.get(0), others(all, 0, output));
    for (int i = 1; i < all.size(); i++) {
      String wanted = others(all, i, output);
      result = product(call, result, summed(call, all.get(i), wanted + result.axes()), wanted);
    }
    result = summed(call, result, output);
    Named last = result;
    return ShapeHandlers.transpose(
        call, last.x(), output.chars().mapToObj(c -> last.axes().indexOf(c)).toList());
  }

  private static String letters(String axes) {
    return axes.chars()
        .filter(c -> c < 'A')
        .mapToObj(c -> String.valueOf((char) c))
        .collect(Collectors.joining());
  }

  /** Names the axes of an ellipsis by digits, the last one 9. */
  private static Named named(Call call, GraphTensor x, String term) {
    int rest = x.rank() - term.replace("...", "").length();
    call.check(
        rest >= 0 && (rest == 0 || term.contains("...")) && rest < 10,
        "names %s for an array with %d axes",
        term,
        x.rank());
    String dots =
        IntStream.range(10 - rest, 10).mapToObj(String::valueOf).collect(Collectors.joining());
    String axes = term.replace("...", dots);
    return diagonal(call, new Named(x, axes));
  }

  /** Of axes of one name the cells with equal places: every (length + 1)-th of both together. */
  private static Named diagonal(Call call, Named named) {
    String axes = named.axes();
    int second =
        IntStream.range(0, axes.length())
            .filter(i -> axes.indexOf(axes.charAt(i)) < i)
            .findFirst()
            .orElse(-1);
    if (second < 0) {
      return named;
    }
    GraphTensor x = named.x();
    int first = axes.indexOf(axes.charAt(second));
    long length = x.shape().first()[first];
    call.check(
        x.fixed(first) && x.fixed(second) && x.shape().first()[second] == length,
        "takes a diagonal of the batch or of axes that are not equally long");
    List<Integer> order = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    order.remove(second);
    order.remove(first);
    order.add(first);
    order.add(second);
    GraphTensor last = ShapeHandlers.transpose(call, x, order);
    GraphTensor flat =
        ShapeHandlers.reshape(
            call,
            last,
            last.shape()
                .map(
                    s -> {
                      long[] merged = Arrays.copyOf(s, s.length - 1);
                      merged[merged.length - 1] = length * length;
                      return merged;
                    }));
    List<Long> cells = LongStream.range(0, length).map(i -> i * (length + 1)).boxed().toList();
    StringBuilder rest = new StringBuilder(axes).deleteCharAt(second).deleteCharAt(first);
    return diagonal(
        call,
        new Named(
            call.emit(new Gather(flat.rank() - 1, cells, false), flat),
            rest.append(axes.charAt(first)).toString()));
  }

  /** Without an arrow: the axes that stand in one term alone, in alphabetical order. */
  private static String implicit(List<Named> all, String dots) {
    String joined = all.stream().map(Named::axes).collect(Collectors.joining());
    return dots
        + joined
            .chars()
            .filter(c -> c >= 'A' && joined.indexOf(c) == joined.lastIndexOf(c))
            .sorted()
            .mapToObj(c -> String.valueOf((char) c))
            .collect(Collectors.joining());
  }

  /** The axes that are wanted behind a term. */
  private static String others(List<Named> all, int place, String output) {
    return output
        + all.subList(place + 1, all.size()).stream()
            .map(Named::axes)
            .collect(Collectors.joining());
  }

  /** Sums over the axes that nothing wants. */
  private static Named summed(Call call, Named named, String wanted) {
    List<Integer> gone =
        IntStream.range(0, named.axes().length())
            .filter(i -> wanted.indexOf(named.axes().charAt(i)) < 0)
            .boxed()
            .toList();
    if (gone.isEmpty()) {
      return named;
    }
    gone.forEach(axis -> call.notBatch(named.x(), axis));
    GraphTensor sum = call.emit(new Reduction(Reduction.Kind.SUM, gone, true), named.x());
    String kept =
        named
            .axes()
            .chars()
            .filter(c -> wanted.indexOf(c) >= 0)
            .mapToObj(c -> String.valueOf((char) c))
            .collect(Collectors.joining());
    return new Named(ShapeHandlers.without(call, sum, gone), kept);
  }

  /** Two arrays: shared axes that are wanted are the batch, those that are not are summed over. */
  private static Named product(Call call, Named a, Named b, String wanted) {
    String batch = kept(a.axes(), b.axes(), wanted, true);
    String inner = kept(a.axes(), b.axes(), wanted, false);
    String left = kept(a.axes(), "", batch + inner);
    String right = kept(b.axes(), "", batch + inner);
    GraphTensor first = arranged(call, a, batch, left, inner);
    GraphTensor second = arranged(call, b, batch, inner, right);
    GraphTensor made = call.emit(new MatMul(false, false), first, second);
    String axes = batch + left + right;
    Twin<long[]> shape =
        a.x()
            .shape()
            .with(
                b.x().shape(),
                (s, t) ->
                    axes.chars()
                        .mapToLong(
                            c ->
                                Math.max(
                                    a.axes().indexOf(c) < 0 ? 1 : s[a.axes().indexOf(c)],
                                    b.axes().indexOf(c) < 0 ? 1 : t[b.axes().indexOf(c)]))
                        .toArray());
    return new Named(ShapeHandlers.reshape(call, made, shape), axes);
  }

  private static String kept(String a, String b, String wanted, boolean in) {
    return a.chars()
        .filter(c -> b.indexOf(c) >= 0 && (wanted.indexOf(c) >= 0) == in)
        .mapToObj(c -> String.valueOf((char) c))
        .collect(Collectors.joining());
  }

  private static String kept(String a, String none, String gone) {
    return a.chars()
        .filter(c -> gone.indexOf(c) < 0)
        .mapToObj(c -> String.valueOf((char) c))
        .collect(Collectors.joining(none));
  }

  /** The batch's axes in front, the two groups behind merged to one axis each. */
  private static GraphTensor arranged(
      Call call, Named named, String batch, String rows, String columns) {
    String order = batch + rows + columns;
    GraphTensor moved =
        ShapeHandlers.transpose(
            call, named.x(), order.chars().mapToObj(c -> named.axes().indexOf(c)).toList());
    return ShapeHandlers.reshape(
        call,
        moved,
        moved
            .shape()
            .map(
                s -> {
                  int n = batch.length();
                  long[] shape = Arrays.copyOf(s, n + 2);
                  shape[n] = length(s, n, n + rows.length());
                  shape[n + 1] = length(s, n + rows.length(), s.length);
                  return shape;
                }));
  }

  private static long length(long[] shape, int from, int to) {
    return Arrays.stream(shape, from, to).reduce(1, (a, b) -> a * b);
  }
}
