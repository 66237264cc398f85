package org.xai4j.core.explanation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.array.Printed;
import org.xai4j.core.layer.Activation;
import org.xai4j.core.layer.Dense;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.layer.Softmax;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.Cost;
import org.xai4j.core.run.Provenance;

/**
 * A simple model that imitates the explained one, with how well it does so on rows it was not
 * fitted to.
 *
 * @param form the simple model
 * @param fidelity agreement with the explained model on held-out rows
 * @param training agreement on the rows it was fitted to
 * @param measure what agreement is: "share of equal answers" or "R²"
 * @param rows held out
 * @param accuracy on the held-out rows, where their true classes are known; else none
 * @param cost time and model calls
 * @param provenance how it was made
 */
public record Surrogate(
    Form form,
    double fidelity,
    double training,
    String measure,
    int rows,
    List<Accuracy> accuracy,
    Cost cost,
    Provenance provenance)
    implements Explanation {
  /** Copies the list. */
  public Surrogate {
    accuracy = List.copyOf(accuracy);
  }

  /**
   * Where true classes are not known.
   *
   * @param form the simple model
   * @param fidelity agreement with the explained model on held-out rows
   * @param training agreement on the rows it was fitted to
   * @param measure what agreement is
   * @param rows held out
   * @param cost time and model calls
   * @param provenance how it was made
   */
  public Surrogate(
      Form form,
      double fidelity,
      double training,
      String measure,
      int rows,
      Cost cost,
      Provenance provenance) {
    this(form, fidelity, training, measure, rows, List.of(), cost, provenance);
  }

  /**
   * Shares of rows whose true class is answered.
   *
   * @param model of the explained model
   * @param surrogate of the simple one
   */
  public record Accuracy(double model, double surrogate) {
    /**
     * What the simple model loses.
     *
     * @return the difference; negative if it gains
     */
    public double lost() {
      return model - surrogate;
    }
  }

  /** The kinds of simple models. */
  public sealed interface Form permits Tree, Linear, RuleList, Student {
    /**
     * Its size.
     *
     * @return leaves, coefficients that are not zero, conditions, or weights that are not zero
     */
    int size();
  }

  /**
   * A binary tree that answers classes.
   *
   * @param nodes the root first
   */
  public record Tree(List<Node> nodes) implements Form {
    /** Copies the list. */
    public Tree {
      nodes = List.copyOf(nodes);
    }

    @Override
    public int size() {
      return (int) nodes.stream().filter(n -> n.left() < 0).count();
    }

    /**
     * The class the tree answers.
     *
     * @param row elements
     * @return the answer of the leaf it comes to
     */
    public int answer(double[] row) {
      Node node = nodes.get(0);
      while (node.left() >= 0) {
        node = nodes.get(node.condition().get(0).holds(row) ? node.left() : node.right());
      }
      return node.answer();
    }
  }

  /**
   * A node of a tree.
   *
   * @param condition one, or none for a leaf
   * @param left node where the condition holds; −1 for a leaf
   * @param right node where it does not; −1 for a leaf
   * @param answer the model's most frequent class among the rows that come here
   * @param counts of the model's classes among the rows that come here
   */
  public record Node(
      List<DecisionRules.Condition> condition, int left, int right, int answer, int[] counts) {
    /** Copies the list. */
    public Node {
      condition = List.copyOf(condition);
    }
  }

  /**
   * A linear model of the score: intercept + Σ coefficient · term.
   *
   * @param intercept without any term
   * @param terms numbers in their own unit, categories as 0 or 1
   */
  public record Linear(double intercept, List<Term> terms) implements Form {
    /** Copies the list. */
    public Linear {
      terms = List.copyOf(terms);
    }

    @Override
    public int size() {
      return (int) terms.stream().filter(t -> t.coefficient() != 0).count();
    }

    /**
     * The score of a row.
     *
     * @param row elements
     * @return the sum
     */
    public double score(double[] row) {
      double sum = intercept;
      for (Term term : terms) {
        sum += term.coefficient() * term.value(row);
      }
      return sum;
    }
  }

  /**
   * A term of a linear model.
   *
   * @param column its index
   * @param category the category whose presence counts 1, or −1 for a number
   * @param coefficient in the score's unit, per unit of the column
   * @param standardised the coefficient times the standard deviation of the term in the data
   */
  public record Term(int column, int category, double coefficient, double standardised) {
    /**
     * The value the coefficient multiplies.
     *
     * @param row elements
     * @return a number, or 0 or 1 for a category
     */
    public double value(double[] row) {
      return category < 0 ? row[column] : row[column] == category ? 1 : 0;
    }
  }

  /**
   * Rules tried in order: the first whose conditions hold answers.
   *
   * @param rules the last has no condition
   */
  public record RuleList(List<DecisionRules.Rule> rules) implements Form {
    /** Copies the list. */
    public RuleList {
      rules = List.copyOf(rules);
    }

    @Override
    public int size() {
      return rules.stream().mapToInt(r -> r.conditions().size()).sum();
    }

    /**
     * The class the list answers.
     *
     * @param row elements
     * @return the answer of the first rule that holds
     */
    public int answer(double[] row) {
      return rules.stream().filter(r -> r.holds(row)).findFirst().orElseThrow().answer();
    }
  }

  /**
   * A small network on raw rows that answers classes: dense layers, the softmax of the last.
   *
   * @param layers the first takes the elements of a row
   */
  public record Student(List<Stage> layers) implements Form {
    /** Copies the list. */
    public Student {
      layers = List.copyOf(layers);
    }

    @Override
    public int size() {
      return layers.stream()
          .mapToInt(
              l ->
                  (int)
                      (Arrays.stream(l.weights())
                              .flatMapToDouble(Arrays::stream)
                              .filter(w -> w != 0)
                              .count()
                          + Arrays.stream(l.biases()).filter(b -> b != 0).count()))
          .sum();
    }

    /**
     * The logits of a row.
     *
     * @param row elements
     * @return one per class
     */
    public double[] logits(double[] row) {
      double[] values = row;
      for (Stage layer : layers) {
        values = layer.apply(values);
      }
      return values;
    }

    /**
     * The class it answers.
     *
     * @param row elements
     * @return the first of the largest logits
     */
    public int answer(double[] row) {
      return Numeric.argmax(logits(row));
    }

    /**
     * The same as a network, to be explained in its turn.
     *
     * @param type of its weights
     * @param shape of a row, as the explained model takes it
     * @return with a softmax at the end
     */
    public Network network(DataType type, long... shape) {
      List<Layer> all = new ArrayList<>();
      if (shape.length > 1) {
        all.add(Reshape.flatten());
      }
      for (Stage l : layers) {
        double[] flat = Arrays.stream(l.weights()).flatMapToDouble(Arrays::stream).toArray();
        all.add(
            new Dense(
                NdArrays.array(type, flat, l.weights().length, l.biases().length),
                NdArrays.array(type, l.biases(), l.biases().length)));
        if (l.rectified()) {
          all.add(Activation.relu());
        }
      }
      all.add(new Softmax(-1, false));
      return Network.sequential(shape, all.toArray(new Layer[0]));
    }
  }

  /**
   * A dense layer x·W + b.
   *
   * @param weights [in][out]
   * @param biases [out]
   * @param rectified whether max(·, 0) follows
   */
  public record Stage(double[][] weights, double[] biases, boolean rectified) {
    /** Copies the arrays. */
    public Stage {
      weights = Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
      biases = biases.clone();
    }

    /**
     * Its outputs.
     *
     * @param values [in]
     * @return [out]
     */
    public double[] apply(double[] values) {
      return apply(weights, biases, rectified, values);
    }

    /**
     * The outputs of a stage whose weights still change.
     *
     * @param weights [in][out]
     * @param biases [out]
     * @param rectified whether negative outputs become 0
     * @param values [in]
     * @return [out]
     */
    public static double[] apply(
        double[][] weights, double[] biases, boolean rectified, double[] values) {
      double[] sums = biases.clone();
      for (int j = 0; j < values.length; j++) {
        if (values[j] != 0) {
          for (int u = 0; u < sums.length; u++) {
            sums[u] += values[j] * weights[j][u];
          }
        }
      }
      if (rectified) {
        Arrays.setAll(sums, u -> Math.max(0, sums[u]));
      }
      return sums;
    }

    /** A copy: [in][out]. */
    @Override
    public double[][] weights() {
      return Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
    }

    /** A copy: [out]. */
    @Override
    public double[] biases() {
      return biases.clone();
    }

    @Override
    public String toString() {
      return Printed.record(this);
    }
  }
}
