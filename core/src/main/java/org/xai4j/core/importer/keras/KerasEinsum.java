package org.xai4j.core.importer.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.layer.Convolution;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Elementwise;
import org.xai4j.core.layer.Reshape;

/**
 * EinsumDense: products with fixed weights along axes named by letters, {@code abc,cd->abd}. What
 * the weights share with the output as well has weights of its own at each place.
 */
final class KerasEinsum {
  private KerasEinsum() {}

  static void register(Map<String, KerasLayer> all) {
    all.put("EinsumDense", KerasEinsum::dense);
  }

  /**
   * The letters of an equation.
   *
   * @param free axes of the input that the weights do not have
   * @param shared axes of input, weights and output
   * @param summed axes of input and weights
   * @param made axes of weights and output
   */
  private record Letters(
      String input,
      String kernel,
      String output,
      String free,
      String shared,
      String summed,
      String made) {
    static Letters of(String input, String kernel, String output) {
      StringBuilder[] parts = new StringBuilder[4];
      java.util.Arrays.setAll(parts, i -> new StringBuilder());
      for (int letter : input.chars().toArray()) {
        boolean weighted = kernel.indexOf(letter) >= 0;
        boolean kept = output.indexOf(letter) >= 0;
        parts[weighted ? kept ? 1 : 2 : 0].append((char) letter);
      }
      for (int letter : kernel.chars().toArray()) {
        parts[3].append(input.indexOf(letter) < 0 ? Character.toString(letter) : "");
      }
      return new Letters(
          input,
          kernel,
          output,
          parts[0].toString(),
          parts[1].toString(),
          parts[2].toString(),
          parts[3].toString());
    }

    /** Whether every letter stands where it has to, the row first. */
    boolean fits(int rank) {
      String all = free + shared + made;
      return input.length() == rank
          && input.chars().distinct().count() == rank
          && kernel.chars().distinct().count() == kernel.length()
          && !free.isEmpty()
          && input.charAt(0) == free.charAt(0)
          && output.startsWith(free.substring(0, 1))
          && output.length() == all.length()
          && all.chars().allMatch(letter -> output.indexOf(letter) >= 0);
    }
  }

  private static KerasTensor dense(KerasCall c) {
    int x = c.to().plain(c.x());
    Letters letters = letters(c, c.to().rank(x));
    INDArray kernel = c.weight(0, letters.kernel().length());
    int y =
        letters.shared().isEmpty() ? product(c, x, letters, kernel) : own(c, x, letters, kernel);
    if (c.conf().has("bias_axes")) {
      y = c.to().add(new Elementwise(Elementwise.Operation.ADD), y, c.to().constant(bias(c)));
    }
    return c.activated(KerasTensor.of(y));
  }

  /** Its axes are those of the output from some axis on. */
  private static INDArray bias(KerasCall c) {
    if (c.weights().size() < 2) {
      throw c.conf().refused("has no bias in the file");
    }
    return c.weights().get(1);
  }

  private static Letters letters(KerasCall c, int rank) {
    String equation = c.conf().text("equation", "").replace(" ", "");
    if (equation.contains("...")) {
      int written =
          equation.substring(0, Math.max(0, equation.indexOf(','))).replace("...", "").length();
      StringBuilder rest = new StringBuilder();
      for (char letter = 'A'; rest.length() < rank - written; letter++) {
        if (equation.indexOf(letter) < 0) {
          rest.append(letter);
        }
      }
      equation = equation.replace("...", rest.toString());
    }
    String[] sides = equation.split("->", -1);
    String[] read = sides[0].split(",", -1);
    if (sides.length == 2 && read.length == 2) {
      Letters letters = Letters.of(read[0], read[1], sides[1]);
      if (letters.fits(rank)) {
        return letters;
      }
    }
    throw c.conf().refused("has the equation " + c.conf().text("equation", ""));
  }

  /** The summed axes as one, a dense layer, and the axes that it makes apart again. */
  private static int product(KerasCall c, int x, Letters letters, INDArray kernel) {
    int rows = moved(c, x, letters.input(), letters.free() + letters.summed());
    List<Long> merged = kept(letters.free().length());
    merged.add(lengths(kernel, letters, letters.summed()).stream().reduce(1L, (a, b) -> a * b));
    int flat = c.to().help(new Reshape(merged), rows);
    INDArray w = turned(kernel, letters, letters.summed() + letters.made());
    long in = merged.get(merged.size() - 1);
    INDArray weights = w.reshape('c', new long[] {in, w.length() / in});
    Dense layer = new Dense(weights, c.vector(0, false, w.length() / in, 0));
    List<Long> apart = kept(letters.free().length());
    apart.addAll(lengths(kernel, letters, letters.made()));
    int made = c.to().help(new Reshape(apart), c.to().add(layer, flat));
    return moved(c, made, letters.free() + letters.made(), letters.output());
  }

  /** Places with weights of their own as groups of channels of a convolution over the others. */
  private static int own(KerasCall c, int x, Letters letters, INDArray kernel) {
    String row = letters.free().substring(0, 1);
    String others = letters.free().substring(1);
    List<Long> shared = lengths(kernel, letters, letters.shared());
    List<Long> made = lengths(kernel, letters, letters.made());
    List<Long> beside = new ArrayList<>();
    for (int letter : others.chars().toArray()) {
      beside.add(c.to().length(x, letters.input().indexOf(letter)));
    }
    if (beside.stream().filter(d -> d < 0).count() > 1) {
      throw c.conf().refused("works on arrays of free size");
    }
    long groups = shared.stream().reduce(1L, (a, b) -> a * b);
    long out = made.stream().reduce(1L, (a, b) -> a * b);
    long in = kernel.length() / groups / out;
    int channels = moved(c, x, letters.input(), row + letters.shared() + letters.summed() + others);
    int flat = c.to().help(new Reshape(List.of(0L, groups * in, -1L)), channels);
    INDArray w = turned(kernel, letters, letters.shared() + letters.made() + letters.summed());
    Convolution each =
        new Convolution(
            w.reshape('c', new long[] {groups * out, in, 1}),
            c.vector(0, false, groups * out, 0),
            List.of(1),
            List.of(0, 0),
            List.of(1),
            (int) groups);
    List<Long> apart = new ArrayList<>(List.of(0L));
    apart.addAll(shared);
    apart.addAll(made);
    apart.addAll(beside);
    int parts = c.to().help(new Reshape(apart), c.to().add(each, flat));
    return moved(c, parts, row + letters.shared() + letters.made() + others, letters.output());
  }

  private static List<Long> kept(int axes) {
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < axes; i++) {
      shape.add(0L);
    }
    return shape;
  }

  private static List<Long> lengths(INDArray kernel, Letters letters, String of) {
    List<Long> lengths = new ArrayList<>();
    for (int letter : of.chars().toArray()) {
      lengths.add(kernel.size(letters.kernel().indexOf(letter)));
    }
    return lengths;
  }

  private static INDArray turned(INDArray kernel, Letters letters, String order) {
    int[] axes = order.chars().map(letter -> letters.kernel().indexOf(letter)).toArray();
    return kernel.permute(axes).dup('c');
  }

  private static int moved(KerasCall c, int x, String from, String to) {
    return from.equals(to)
        ? x
        : c.to().transpose(x, to.chars().mapToObj(from::indexOf).toArray(Integer[]::new));
  }
}
