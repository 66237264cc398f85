package org.xai4j.gradient;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.TTest;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.data.Npy;
import org.xai4j.core.engine.Propagation;
import org.xai4j.core.engine.Rules;
import org.xai4j.core.engine.Tape;
import org.xai4j.core.explain.ConceptScores;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Node;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Testing with concept activation vectors: a concept is a set of examples; its direction v in a
 * layer is the normal of a linear classifier between their activations and those of random
 * examples. Its score is the share of the explained rows with ∂f/∂h · v &gt; 0. Directions are
 * learnt again for each repeat from other random examples, and the scores are tested against those
 * of directions between two sets of random examples, corrected for the number of concepts
 * (Bonferroni).
 *
 * @param concepts {@code .npy} files of examples, separated by commas; a file's name is the
 *     concept's
 * @param random an {@code .npy} file of random examples, at least four
 * @param layer of the activations; by default the last convolution, or else the last activation
 * @param repeats directions per concept
 * @param ridge penalty of the classifier, relative to the mean squared activation
 */
@Info(
    id = "tcav",
    title = "Testing with Concept Activation Vectors",
    summary = "How often the score grows along a concept's direction in a layer.",
    reference = "Kim et al. 2018, arXiv:1711.11279")
public record Tcav(
    @Param(".npy files of concept examples, separated by commas") String concepts,
    @Param(".npy file of random examples") String random,
    @Param("layer of the activations, by default the last convolution") Optional<String> layer,
    @Param(value = "directions per concept", min = 2, max = 10_000) int repeats,
    @Param(value = "relative penalty of the classifier", min = 1e-9) double ridge)
    implements Explainer<Network> {
  private static final int FEWEST = 4;

  /** 20 directions per concept; the files must be given. */
  public Tcav() {
    this("", "", Optional.empty(), 20, 0.1);
  }

  @Override
  public Class<Network> modelType() {
    return Network.class;
  }

  @Override
  public ConceptScores explain(Network model, INDArray inputs, Context asked) {
    InputException.check(
        !concepts.isBlank() && !random.isBlank(),
        "The method tcav needs examples: give .npy files by the parameters concepts and random.");
    Map<String, INDArray> examples = new LinkedHashMap<>();
    for (String file : concepts.split(",")) {
      String name = Path.of(file.strip()).getFileName().toString().replaceAll("\\.npy$", "");
      examples.put(name, Npy.read(Path.of(file.strip())));
    }
    return explain(model, inputs, asked, examples, Npy.read(Path.of(random)));
  }

  /**
   * Scores concepts whose examples are at hand; the parameters that name files are not read.
   *
   * @param model not modified
   * @param inputs the explained rows [n, …]
   * @param asked target, seed and how to run
   * @param examples by concept [m, …]
   * @param others random examples [m, …]
   * @return the scores
   * @throws InputException if examples do not fit the model, or are too few
   */
  public ConceptScores explain(
      Network model,
      INDArray inputs,
      Context asked,
      Map<String, INDArray> examples,
      INDArray others) {
    Session<Network> session = Session.open(this, model, inputs, asked);
    Network network = session.model();
    Node node = Place.hidden(network, layer);
    double[][] slopes = slopes(session, node);
    double[][] background = activations(session, node, others, "random");
    int tests = examples.size();
    Map<String, double[][]> sets = new LinkedHashMap<>();
    examples.forEach((name, rows) -> sets.put(name, activations(session, node, rows, name)));
    int size = sets.values().stream().mapToInt(s -> s.length).min().orElse(FEWEST);
    Sample chance = new Sample(repeats);
    SplitRandom draws = session.random().split("");
    run(
        asked,
        repeat -> {
          int[] order = draws.split(repeat).permutation(background.length);
          int half = Math.min(size, order.length / 2);
          double[][] left = rows(background, order, 0, half);
          double[][] right = rows(background, order, half, 2 * half);
          chance.put(repeat, direction(left, right, draws.split(repeat)), slopes);
        });
    List<ConceptScores.Concept> found = new ArrayList<>();
    sets.forEach(
        (name, set) -> {
          Sample sample = new Sample(repeats);
          SplitRandom own = session.random().split(name);
          run(
              asked,
              repeat -> {
                int[] order = own.split(repeat).permutation(background.length);
                double[][] rest = rows(background, order, 0, Math.min(set.length, order.length));
                sample.put(repeat, direction(set, rest, own.split(repeat)), slopes);
              });
          found.add(sample.concept(name, p(sample.scores, chance.scores, tests)));
        });
    return new ConceptScores(
        node.name(), found, chance.concept("random", 1), session.cost(), session.provenance());
  }

  /** A direction and how well it tells held-out examples apart. */
  private record Direction(double[] normal, double accuracy) {}

  /** Scores and accuracies over the repeats. */
  private static final class Sample {
    private final double[] scores;
    private final double[] accuracies;

    Sample(int repeats) {
      scores = new double[repeats];
      accuracies = new double[repeats];
    }

    void put(int repeat, Direction direction, double[][] slopes) {
      int along = 0;
      for (double[] slope : slopes) {
        along += dot(slope, direction.normal()) > 0 ? 1 : 0;
      }
      scores[repeat] = (double) along / slopes.length;
      accuracies[repeat] = direction.accuracy();
    }

    ConceptScores.Concept concept(String name, double p) {
      double mean = StatUtils.mean(scores);
      double reach =
          new TDistribution(scores.length - 1).inverseCumulativeProbability(0.975)
              * Math.sqrt(StatUtils.variance(scores) / scores.length);
      double accuracy = StatUtils.mean(accuracies);
      return new ConceptScores.Concept(
          name, mean, Math.max(0, mean - reach), Math.min(1, mean + reach), accuracy, p);
    }
  }

  private interface Repeat {
    void at(int repeat);
  }

  private void run(Context context, Repeat body) {
    Chunks.run(
        repeats,
        new Execution(1, context.execution().threads()),
        (from, to) -> body.at((int) from));
  }

  private static double p(double[] scores, double[] chance, int tests) {
    boolean constant = StatUtils.variance(scores) == 0 && StatUtils.variance(chance) == 0;
    if (constant) {
      return scores[0] == chance[0] ? 1 : 0;
    }
    return Math.min(1, tests * new TTest().tTest(scores, chance));
  }

  /** ∂f/∂h of every explained row [n][units]. */
  private static double[][] slopes(Session<Network> session, Node node) {
    Network network = session.model();
    Propagation gradient = session.context().engine().propagation(network, Rules.GRADIENT);
    double[][] slopes = new double[session.size()][];
    Chunks.run(
        session.size(),
        session.context().execution(),
        (from, to) -> {
          Tape tape = gradient.forward(session.inputs().get(NDArrayIndex.interval(from, to)));
          INDArray signal =
              session.resolve(tape.output(), from).signal(tape.output());
          INDArray at = gradient.backward(tape, network.output(), signal, node);
          System.arraycopy(Session.rows(at), 0, slopes, (int) from, (int) (to - from));
        });
    return slopes;
  }

  private static double[][] activations(
      Session<Network> session, Node node, INDArray examples, String name) {
    Network head = session.model().upTo(node);
    INDArray rows = head.accept(examples);
    InputException.check(
        rows.size(0) >= FEWEST,
        "The examples of %s are %d; give at least %d.",
        name,
        rows.size(0),
        FEWEST);
    return Session.rows(session.context().engine().predict(head, rows));
  }

  private static double[][] rows(double[][] all, int[] order, int from, int to) {
    double[][] rows = new double[to - from][];
    Arrays.setAll(rows, i -> all[order[from + i]]);
    return rows;
  }

  /**
   * Ridge regression of ±1 on two thirds of the examples; its normal, tested on the others. It is
   * solved in the space of the examples, which are fewer than the units.
   */
  private Direction direction(double[][] inside, double[][] outside, SplitRandom random) {
    int[] left = random.split("inside").permutation(inside.length);
    int[] right = random.split("outside").permutation(outside.length);
    int learntInside = Math.max(2, 2 * inside.length / 3);
    int learntOutside = Math.max(2, 2 * outside.length / 3);
    double[][] x = new double[learntInside + learntOutside][];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      boolean in = i < learntInside;
      x[i] = in ? inside[left[i]] : outside[right[i - learntInside]];
      y[i] = in ? 1.0 / learntInside : -1.0 / learntOutside;
    }
    Separation line = Separation.of(x, y, ridge);
    int correct = 0;
    for (int i = learntInside; i < inside.length; i++) {
      correct += line.side(inside[left[i]]) > 0 ? 1 : 0;
    }
    for (int i = learntOutside; i < outside.length; i++) {
      correct += line.side(outside[right[i]]) < 0 ? 1 : 0;
    }
    int tested = inside.length - learntInside + outside.length - learntOutside;
    return new Direction(line.normal(), (double) correct / tested);
  }

  /** The scalar product. */
  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
