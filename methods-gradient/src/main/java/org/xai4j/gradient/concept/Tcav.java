package org.xai4j.gradient.concept;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Npy;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explanation.ConceptScores;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Node;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.core.tensor.Tensor;
import org.xai4j.gradient.internal.LayerChoice;

/**
 * Testing with concept activation vectors: a concept is a set of examples; its direction v in a
 * layer is the normal of a linear classifier between their activations and those of random
 * examples. Its score is the share of the explained rows with ∂f/∂h · v &gt; 0.
 *
 * <p>Directions learnt again against other random examples are not independent of each other, for
 * they share the concept's examples. So the interval of the score is that of bootstrap samples of
 * the examples on both sides, and the test permutes: under the hypothesis that the concept's
 * examples are random ones, any part of all examples of its size could be the concept. p is the
 * share of such parts, the concept's own included, for which the score's change to first order from
 * the mean of the other examples to theirs, |mean ∂f/∂h · (h̄ − h̄′)|, is at least that of the
 * concept, times the number of concepts (Bonferroni).
 *
 * @param concepts {@code .npy} files of examples, separated by commas; a file's name is the
 *     concept's
 * @param random an {@code .npy} file of random examples, at least four
 * @param layer of the activations; by default the last convolution, or else the last activation
 * @param repeats bootstrap samples and permutations per concept; p is at least 1/(repeats + 1)
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
    @Param(value = "bootstrap samples and permutations per concept", min = 2, max = 10_000)
        int repeats,
    @Param(value = "relative penalty of the classifier", min = 1e-9) double ridge)
    implements Explainer<Network> {
  private static final int FEWEST = 4;

  /** Splits for the accuracy on held-out examples. */
  private static final int SPLITS = 20;

  /** 1,000 bootstrap samples and permutations; the files must be given. */
  public Tcav() {
    this("", "", Optional.empty(), 1_000, 0.1);
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
    Node node = LayerChoice.hidden(network, layer);
    double[][] slopes = slopes(session, node);
    double[][] background = activations(session, node, others, "random");
    List<ConceptScores.Concept> found = new ArrayList<>();
    List<Sample> chance = new ArrayList<>();
    examples.forEach(
        (name, rows) -> {
          double[][] set = activations(session, node, rows, name);
          double[][] pool = Arrays.copyOf(set, set.length + background.length);
          System.arraycopy(background, 0, pool, set.length, background.length);
          ConceptDirections directions = new ConceptDirections(pool, slopes, ridge);
          Draws draws =
              new Draws(directions, set.length, pool.length, session.random().split(name));
          double observed = draws.strength(natural(pool.length));
          double score = share(draws.direction(natural(pool.length)));
          Sample permuted = new Sample(repeats);
          Sample resampled = new Sample(repeats);
          run(
              asked,
              repeat -> {
                int[] relabelled = draws.permuted(repeat);
                permuted.put(repeat, draws.direction(relabelled), draws.strength(relabelled));
                int[] again = draws.resampled(repeat);
                resampled.put(repeat, draws.direction(again), draws.strength(again));
              });
          chance.add(permuted);
          long more = Arrays.stream(permuted.strengths).filter(s -> s >= observed).count();
          double p = Math.min(1, examples.size() * (1.0 + more) / (1 + repeats));
          found.add(
              resampled.concept(name, score, accuracy(draws, natural(pool.length), SPLITS), p));
          // How well permuted labels can be told apart, for comparison.
          permuted.accuracy = accuracy(draws, draws.permuted(0), SPLITS);
        });
    Sample all = Sample.of(chance);
    return new ConceptScores(
        node.name(),
        found,
        all.concept("random", StatUtils.mean(all.scores), all.accuracy, 1),
        session.cost(),
        session.provenance());
  }

  private static int[] natural(int n) {
    return IntStream.range(0, n).toArray();
  }

  /** The share of the rows whose score grows. */
  private static double share(double[] slopes) {
    return Arrays.stream(slopes).filter(s -> s > 0).count() / (double) slopes.length;
  }

  /**
   * Directions of one concept: the first points of the pool are its examples.
   *
   * @param directions of the pool
   * @param size examples of the concept
   * @param all points of the pool
   * @param random of the concept
   */
  private record Draws(ConceptDirections directions, int size, int all, SplitRandom random) {
    /** The slopes of the rows where the first of some points are the concept. */
    double[] direction(int[] order) {
      return directions.slopes(
          directions.between(
              Arrays.copyOf(order, size), Arrays.copyOfRange(order, size, order.length)));
    }

    /** How much the score changes from the others to the concept. */
    double strength(int[] order) {
      return Math.abs(
          directions.shift(
              Arrays.copyOf(order, size), Arrays.copyOfRange(order, size, order.length)));
    }

    int[] permuted(int repeat) {
      return random.split("permuted").split(repeat).permutation(all);
    }

    /** With as many examples drawn from each part, with repetitions. */
    int[] resampled(int repeat) {
      SplitRandom draw = random.split("resampled").split(repeat);
      int[] order = new int[all];
      for (int i = 0; i < all; i++) {
        order[i] = i < size ? draw.nextInt(size) : size + draw.nextInt(all - size);
      }
      return order;
    }
  }

  /** The share of held-out examples told apart: a third of each part, the mean over splits. */
  private static double accuracy(Draws draws, int[] order, int splits) {
    int inside = Math.max(2, 2 * draws.size() / 3);
    int outside = Math.max(2, 2 * (draws.all() - draws.size()) / 3);
    double mean = 0;
    for (int split = 0; split < splits; split++) {
      SplitRandom random = draws.random().split("held-out").split(split);
      int[] left = random.permutation(draws.size());
      int[] right = random.permutation(draws.all() - draws.size());
      Arrays.setAll(left, i -> order[left[i]]);
      Arrays.setAll(right, i -> order[draws.size() + right[i]]);
      ConceptDirections.Direction line =
          draws.directions().between(Arrays.copyOf(left, inside), Arrays.copyOf(right, outside));
      int correct = 0;
      for (int i = inside; i < left.length; i++) {
        correct += draws.directions().inside(line, left[i]) ? 1 : 0;
      }
      for (int i = outside; i < right.length; i++) {
        correct += draws.directions().inside(line, right[i]) ? 0 : 1;
      }
      mean += (double) correct / (left.length - inside + right.length - outside) / splits;
    }
    return mean;
  }

  /** Scores and changes over repeats. */
  private static final class Sample {
    private final double[] scores;
    private final double[] strengths;
    private double accuracy;

    Sample(int repeats) {
      scores = new double[repeats];
      strengths = new double[repeats];
    }

    /** The repeats of several concepts together. */
    static Sample of(List<Sample> parts) {
      Sample all = new Sample(parts.stream().mapToInt(p -> p.scores.length).sum());
      int next = 0;
      for (Sample part : parts) {
        System.arraycopy(part.scores, 0, all.scores, next, part.scores.length);
        next += part.scores.length;
        all.accuracy += part.accuracy / parts.size();
      }
      return all;
    }

    void put(int repeat, double[] slopes, double strength) {
      scores[repeat] = share(slopes);
      strengths[repeat] = strength;
    }

    /** With the middle 95 % of the repeats as the interval. */
    ConceptScores.Concept concept(String name, double score, double accuracy, double p) {
      return new ConceptScores.Concept(
          name,
          score,
          StatUtils.percentile(scores, 2.5),
          StatUtils.percentile(scores, 97.5),
          accuracy,
          p);
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
          Tensor output = tape.output();
          Tensor signal = session.resolve(output.array(), from).signal(output);
          Tensor at = gradient.backward(tape, network.output(), signal, node);
          System.arraycopy(NdArrays.rows(at.array()), 0, slopes, (int) from, (int) (to - from));
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
    return NdArrays.rows(session.context().engine().predict(head, rows));
  }
}
