package org.xai4j.core.explain;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.ImageLayout;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Predictor;
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
 * @param place where the score is taken of outputs [n, k, …] at many places; nothing for [n, k]
 */
public record Target(
    Selection selection,
    List<Integer> classes,
    Output output,
    Optional<String> layer,
    Optional<TargetPlace> place) {
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
   * @param offsets what is added to the weighted sums [n]: 1 for class 0 of a single probability, 1
   *     − p, else 0
   * @param classes the explained class or unit of each row [n]; none for a contrast
   * @param scores the weighted sums with their offsets [n]
   */
  public record Resolved(double[][] weights, double[] offsets, int[] classes, double[] scores) {
    /**
     * The scores of other outputs of these rows, for example of perturbed copies.
     *
     * @param outputs [m, k]
     * @param rowOf for each of the m outputs the row of this batch that it belongs to
     * @return [m]
     * @throws PredictionException if a score is not finite
     */
    public double[] scores(INDArray outputs, int[] rowOf) {
      double[] flat = NdArrays.doubles(outputs);
      double[] result = new double[rowOf.length];
      for (int i = 0; i < rowOf.length; i++) {
        result[i] = offsets[rowOf[i]] + dot(weights[rowOf[i]], flat, i);
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
      return new Resolved(weights, offsets, classes, scores(outputs, rowOf));
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

  /**
   * A target without a place.
   *
   * @param selection how outputs are chosen
   * @param classes their indices
   * @param output logit or probability
   * @param layer a layer whose units are the outputs
   */
  public Target(Selection selection, List<Integer> classes, Output output, Optional<String> layer) {
    this(selection, classes, output, layer, Optional.empty());
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
   * The same target at a place, of a model that scores its classes at many.
   *
   * @param where a pixel, a step, a mean
   * @return a copy
   */
  public Target at(TargetPlace where) {
    return new Target(selection, classes, output, layer, Optional.of(where));
  }

  /**
   * Reads {@code argmax}, {@code 3}, {@code 3,1,4} (one per row), {@code 3-5} (a contrast) or
   * {@code conv2:17} (a unit of a layer), the first four also with a place, {@code 3@12,40}; or
   * {@code error}, that of an autoencoder.
   *
   * @param text from the command line
   * @return the target, of logits
   * @throws InputException if it is none of these
   */
  public static Target parse(String text) {
    if (text.equals("argmax")) {
      return argmax();
    }
    if (text.equals("error")) {
      return of(0).at(new TargetPlace.Reconstruction());
    }
    int sign = text.indexOf('@');
    if (sign > 0) {
      return parse(text.substring(0, sign)).at(TargetPlace.parse(text.substring(sign + 1)));
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
              + " such as 3-5 or a unit of a layer such as conv2:17; of a model that scores places,"
              + " with a place such as 3@12,40, argmax@mask or 3@-1.",
          e);
    }
  }

  /**
   * The same target on probabilities.
   *
   * @return a copy
   */
  public Target asProbability() {
    return new Target(selection, classes, Output.PROBABILITY, layer, place);
  }

  /**
   * The model whose outputs this target reads.
   *
   * @param model any predictor
   * @param <M> its type
   * @return for models of files their logits or probabilities (a regression's quantity for both),
   *     or the part up to the target's layer; else the model itself
   * @throws InputException if the target is a unit of a layer that the model does not have
   */
  @SuppressWarnings("unchecked") // a model's views are of its kind
  public <M extends Predictor> M view(M model) {
    if (layer.isPresent()) {
      InputException.check(
          model instanceof Network,
          "The target names the layer '%s', but the model is not a network with layers.",
          layer.get());
      return (M) units((Network) model, layer.get());
    }
    if (place.filter(p -> p instanceof TargetPlace.Reconstruction).isPresent()) {
      InputException.check(
          model instanceof Network,
          "The target is the error of a reconstruction, but the model is not a network.");
      return (M) Reconstructed.error((Network) model);
    }
    if (model instanceof Model known) {
      return (M) (output == Output.LOGIT ? known.logits() : known.probabilities());
    }
    return model;
  }

  /**
   * A model's scores as scores of classes: a single output of a {@link Predictor#binary} model
   * becomes those of both classes, −z and z for its logit, 1 − p and p for its probability.
   *
   * @param whole the model
   * @param scorer the view of it that this target reads, [n, k]
   * @return [n, 2] in place of [n, 1] where the single output tells two classes apart, else the
   *     scorer's outputs
   */
  public Predictor classes(Predictor whole, Predictor scorer) {
    if (layer.isPresent() || !whole.binary()) {
      return scorer;
    }
    double total = logit(whole) ? 0 : 1;
    return inputs -> {
      INDArray outputs = scorer.predict(inputs);
      if (outputs.rank() != 2 || outputs.size(1) != 1) {
        return outputs;
      }
      double[] one = NdArrays.doubles(outputs);
      double[] both = new double[2 * one.length];
      for (int i = 0; i < one.length; i++) {
        both[2 * i] = total - one[i];
        both[2 * i + 1] = one[i];
      }
      return NdArrays.array(outputs.dataType(), both, one.length, 2);
    };
  }

  /** Whether the single output that this target reads of a binary model is a logit. */
  private boolean logit(Predictor whole) {
    return output == Output.LOGIT && whole instanceof Model;
  }

  /**
   * Weights and scores of a batch of a model's own outputs. A single output of a {@link
   * Predictor#binary} model stands for two classes: class 1 has its logit z or probability p, class
   * 0 has −z or 1 − p, and the largest is that of the class answered.
   *
   * @param outputs [n, k]
   * @param first index of its first row in the whole input, for targets given per row
   * @param whole the model
   * @return one weight per output and one score per row
   * @throws InputException if a class is out of range or a score is not finite
   */
  public Resolved resolve(INDArray outputs, long first, Predictor whole) {
    if (outputs.rank() > 2) {
      boolean last =
          outputs.rank() == 3
              || (whole instanceof Network network
                  && network.layout(network.output()) == ImageLayout.CHANNELS_LAST);
      return PlacedTarget.resolve(this, outputs, first, last);
    }
    if (layer.isPresent() || !whole.binary() || outputs.rank() != 2 || outputs.size(1) != 1) {
      return resolve(outputs, first);
    }
    Resolved both = resolve(classes(whole, same -> same).predict(outputs), first);
    double total = logit(whole) ? 0 : 1;
    double[][] weights = new double[both.weights().length][1];
    double[] offsets = new double[weights.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i][0] = both.weights()[i][1] - both.weights()[i][0];
      offsets[i] = total * both.weights()[i][0];
    }
    return new Resolved(weights, offsets, both.classes(), both.scores());
  }

  /**
   * Weights and scores of a batch of scores, one per class.
   *
   * @param outputs [n, k]
   * @param first index of its first row in the whole input, for targets given per row
   * @return one weight per output and one score per row
   * @throws InputException if a class is out of range or a score is not finite
   */
  public Resolved resolve(INDArray outputs, long first) {
    if (outputs.rank() > 2) {
      return PlacedTarget.resolve(this, outputs, first, outputs.rank() == 3);
    }
    InputException.check(
        outputs.rank() == 2,
        "A target needs outputs of shape [n, k], but the model gives %s.",
        Arrays.toString(outputs.shape()));
    int n = (int) outputs.size(0);
    int k = (int) outputs.size(1);
    double[] flat = NdArrays.doubles(outputs);
    double[][] weights = new double[n][k];
    double[] scores = new double[n];
    int[] named = new int[selection == Selection.CONTRAST ? 0 : n];
    for (int i = 0; i < n; i++) {
      switch (selection) {
        case ARGMAX -> {
          named[i] = Numeric.argmax(flat, i * k, k);
          weights[i][named[i]] = 1;
        }
        case CLASS -> {
          InputException.check(
              classes.size() == 1 || first + i < classes.size(),
              "The target names %d classes, but row %d needs one too; give one for all or one"
                  + " per row.",
              classes.size(),
              first + i);
          named[i] = index(classes.get(classes.size() == 1 ? 0 : (int) first + i), k);
          weights[i][named[i]] = 1;
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
    return new Resolved(weights, new double[n], named, scores);
  }

  /** The part of a network that ends at a layer, its units in one axis. */
  private static Network units(Network network, String layer) {
    Node node = network.node(layer);
    return network.derive(
        "units of " + layer, whole -> whole.upTo(node).append("units", Reshape.flatten()));
  }

  static int index(int c, int k) {
    InputException.check(
        c == 0 || k > 1,
        "There is no class %d: the model has one output, a quantity (it does not end in a"
            + " sigmoid); leave the target out.",
        c);
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
    if (place.isPresent()) {
      TargetPlace where = place.get();
      name = where instanceof TargetPlace.Reconstruction ? "error" : name + "@" + where;
    }
    return output == Output.LOGIT ? name : name + " (probability)";
  }
}
