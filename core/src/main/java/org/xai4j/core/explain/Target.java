package org.xai4j.core.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.engine.Host;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;
import org.xai4j.core.model.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.PredictionException;
import org.xai4j.core.tensor.Tensor;

/**
 * Which output is explained. A target turns the outputs [n, k] of a model into one score per row,
 * the weighted sum of its outputs: one output, the largest, or a contrast of two.
 *
 * @param selection how outputs are chosen
 * @param classes their indices: none for ARGMAX; one for all rows or one per row for CLASS; the
 *     explained and the contrasted class for CONTRAST
 * @param output whether the logit or the probability of a network is explained
 * @param layer a layer of a network whose units, in row-major order, are the outputs; nothing for
 *     the network's own outputs
 */
public record Target(
    Selection selection, List<Integer> classes, Output output, Optional<String> layer) {
  /** How outputs are chosen. */
  public enum Selection {
    /** The largest output of each row. */
    ARGMAX,
    /** Given outputs. */
    CLASS,
    /** The difference of two outputs. */
    CONTRAST
  }

  /** What of a network's output is explained; other predictors are taken as they are. */
  public enum Output {
    /** The value before a final softmax or sigmoid. */
    LOGIT,
    /** The value behind it. */
    PROBABILITY
  }

  /**
   * Weights and scores of a batch.
   *
   * @param weights [n][k]
   * @param scores the weighted sums [n]
   */
  public record Resolved(double[][] weights, double[] scores) {
    /**
     * The scores of other outputs of these rows, for example of perturbed copies.
     *
     * @param outputs [m, k]
     * @param rowOf for each of the m outputs the row of this batch that it belongs to
     * @return [m]
     * @throws PredictionException if a score is not finite
     */
    public double[] scores(INDArray outputs, int[] rowOf) {
      double[] flat = Host.doubles(outputs);
      double[] result = new double[rowOf.length];
      for (int i = 0; i < rowOf.length; i++) {
        result[i] = dot(weights[rowOf[i]], flat, i);
        if (!Double.isFinite(result[i])) {
          throw new PredictionException(
              "The model's score of a changed copy of a row is " + result[i] + ".");
        }
      }
      return result;
    }

    /**
     * The signal that starts a backward pass: the weights of each row.
     *
     * @param outputs [n, k], for shape, type and device
     * @return of that shape
     */
    public Tensor signal(Tensor outputs) {
      double[] flat = new double[weights.length * weights[0].length];
      for (int i = 0; i < weights.length; i++) {
        System.arraycopy(weights[i], 0, flat, i * weights[i].length, weights[i].length);
      }
      return outputs.device().of(outputs.type(), flat, outputs.shape());
    }

    /**
     * The same weights on other outputs of the same rows.
     *
     * @param outputs [n, k]
     * @return the weights with the scores of these outputs
     */
    public Resolved on(INDArray outputs) {
      int[] rowOf = new int[weights.length];
      for (int i = 0; i < rowOf.length; i++) {
        rowOf[i] = i;
      }
      return new Resolved(weights, scores(outputs, rowOf));
    }

    private static double dot(double[] w, double[] flat, int row) {
      double sum = 0;
      for (int c = 0; c < w.length; c++) {
        if (w[c] != 0) {
          sum += w[c] * flat[row * w.length + c];
        }
      }
      return sum;
    }
  }

  /**
   * A target among the network's own outputs.
   *
   * @param selection how outputs are chosen
   * @param classes their indices
   * @param output logit or probability
   */
  public Target(Selection selection, List<Integer> classes, Output output) {
    this(selection, classes, output, Optional.empty());
  }

  /** Copies the list and checks that it fits the selection. */
  public Target {
    classes = List.copyOf(classes);
    InputException.check(
        selection == Selection.ARGMAX
            ? classes.isEmpty()
            : selection == Selection.CONTRAST ? classes.size() == 2 : !classes.isEmpty(),
        "A target of kind %s does not take the classes %s.",
        selection,
        classes);
  }

  /**
   * The largest output of each row.
   *
   * @return the target, of logits
   */
  public static Target argmax() {
    return new Target(Selection.ARGMAX, List.of(), Output.LOGIT);
  }

  /**
   * Given outputs.
   *
   * @param classes one for all rows, or one per row
   * @return the target, of logits
   */
  public static Target of(int... classes) {
    return new Target(Selection.CLASS, Arrays.stream(classes).boxed().toList(), Output.LOGIT);
  }

  /**
   * The difference of two outputs: what speaks for one class rather than the other.
   *
   * @param explained its output counts positively
   * @param against its output counts negatively
   * @return the target, of logits
   */
  public static Target contrast(int explained, int against) {
    return new Target(Selection.CONTRAST, List.of(explained, against), Output.LOGIT);
  }

  /**
   * One unit of a layer inside a network.
   *
   * @param layer name of the layer
   * @param unit index in one row of the layer's output, in row-major order
   * @return the target
   */
  public static Target neuron(String layer, int unit) {
    return new Target(Selection.CLASS, List.of(unit), Output.LOGIT, Optional.of(layer));
  }

  /**
   * Reads {@code argmax}, {@code 3}, {@code 3,1,4} (one per row), {@code 3-5} (a contrast) or
   * {@code conv2:17} (a unit of a layer).
   *
   * @param text from the command line
   * @return the target, of logits
   * @throws InputException if it is none of these
   */
  public static Target parse(String text) {
    if (text.equals("argmax")) {
      return argmax();
    }
    try {
      if (text.matches(".+:\\d+")) {
        int colon = text.lastIndexOf(':');
        return neuron(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
      }
      if (text.matches("\\d+-\\d+")) {
        String[] parts = text.split("-");
        return contrast(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      }
      return of(
          Arrays.stream(text.split(",")).mapToInt(s -> Integer.parseInt(s.strip())).toArray());
    } catch (NumberFormatException e) {
      throw new InputException(
          "The target '"
              + text
              + "' is not argmax, a class number, a list of them, a contrast"
              + " such as 3-5 or a unit of a layer such as conv2:17.",
          e);
    }
  }

  /**
   * The same target on probabilities.
   *
   * @return a copy
   */
  public Target asProbability() {
    return new Target(selection, classes, Output.PROBABILITY, layer);
  }

  /**
   * The model whose outputs this target reads.
   *
   * @param model any predictor
   * @param <M> its type
   * @return for networks their logits or probabilities, or the part up to the target's layer; else
   *     the model itself
   * @throws InputException if the target is a unit of a layer that the model does not have
   */
  @SuppressWarnings("unchecked") // a network's views are networks
  public <M extends Predictor> M view(M model) {
    if (layer.isPresent()) {
      InputException.check(
          model instanceof Network,
          "The target names the layer '%s', but the model is not a network with layers.",
          layer.get());
      return (M) units((Network) model, layer.get());
    }
    if (model instanceof Network network) {
      return (M) (output == Output.LOGIT ? network.logits() : network.probabilities());
    }
    return model;
  }

  /**
   * Weights and scores of a batch.
   *
   * @param outputs [n, k]
   * @param first index of its first row in the whole input, for targets given per row
   * @return one weight per output and one score per row
   * @throws InputException if a class is out of range or a score is not finite
   */
  public Resolved resolve(INDArray outputs, long first) {
    InputException.check(
        outputs.rank() == 2,
        "A target needs outputs of shape [n, k], but the model gives %s; choose one time step.",
        Arrays.toString(outputs.shape()));
    int n = (int) outputs.size(0);
    int k = (int) outputs.size(1);
    double[] flat = Host.doubles(outputs);
    double[][] weights = new double[n][k];
    double[] scores = new double[n];
    for (int i = 0; i < n; i++) {
      switch (selection) {
        case ARGMAX -> weights[i][argmax(flat, i * k, k)] = 1;
        case CLASS -> {
          InputException.check(
              classes.size() == 1 || first + i < classes.size(),
              "The target names %d classes, but row %d needs one too; give one for all or one"
                  + " per row.",
              classes.size(),
              first + i);
          weights[i][index(classes.get(classes.size() == 1 ? 0 : (int) first + i), k)] = 1;
        }
        case CONTRAST -> {
          weights[i][index(classes.get(0), k)] += 1;
          weights[i][index(classes.get(1), k)] -= 1;
        }
      }
      scores[i] = Resolved.dot(weights[i], flat, i);
      if (!Double.isFinite(scores[i])) {
        throw new PredictionException(
            "The model's output for row "
                + (first + i)
                + " is "
                + scores[i]
                + "; check the model and that row.");
      }
    }
    return new Resolved(weights, scores);
  }

  /** The part of a network that ends at a layer, its units in one axis. */
  private static Network units(Network network, String layer) {
    Node node = network.node(layer);
    return network.derive(
        "units of " + layer, whole -> whole.upTo(node).append("units", Reshape.flatten()));
  }

  private static int argmax(double[] flat, int from, int k) {
    int best = 0;
    for (int c = 1; c < k; c++) {
      if (flat[from + c] > flat[from + best]) {
        best = c;
      }
    }
    return best;
  }

  private static int index(int c, int k) {
    InputException.check(
        c >= 0 && c < k, "Class %d is out of range: the model has the outputs 0 to %d.", c, k - 1);
    return c;
  }

  @Override
  public String toString() {
    String name =
        switch (selection) {
          case ARGMAX -> "argmax";
          case CLASS -> String.join(",", classes.stream().map(String::valueOf).toList());
          case CONTRAST -> classes.get(0) + "-" + classes.get(1);
        };
    if (layer.isPresent()) {
      return layer.get() + ":" + name;
    }
    return output == Output.LOGIT ? name : name + " (probability)";
  }
}
