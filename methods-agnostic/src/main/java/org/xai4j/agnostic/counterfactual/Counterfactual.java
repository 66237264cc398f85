package org.xai4j.agnostic.counterfactual;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.agnostic.table.ModelAnswers;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Counterfactuals by a genetic search that only asks the model for scores: rows near the explained
 * one that the model answers as wanted (the target's class, or any other with {@code argmax}). The
 * search starts from the nearest rows of a data set with the wanted answer, keeps columns that must
 * not change and directions that are given, takes values from the data, and minimises what is
 * missing to the answer + distance + sparsity·(share of columns changed) + plausibility·(distance
 * to the nearest row of the data). Then changes that are not needed are undone, alternatives that
 * change different columns are chosen, and each is verified by the model.
 *
 * @param alternatives wanted per row
 * @param population candidates per generation
 * @param generations of the search
 * @param sparsity weight of the share of changed columns
 * @param plausibility weight of the distance to the data
 * @param atLeast of a regression, whose answer is a quantity: the least that is wanted
 * @param atMost the largest that is wanted
 * @param fixed names of columns that stay as they are, beside those of which the schema says so
 */
@Info(
    id = "counterfactual",
    title = "Counterfactuals by genetic search",
    summary = "Near rows that the model answers differently, within what may change.",
    reference =
        "Wachter, Mittelstadt and Russell 2018, arXiv:1711.00399; Mothilal, Sharma and Tan 2020,"
            + " arXiv:1905.07697; Dandl et al. 2020, arXiv:2004.11165")
public record Counterfactual(
    @Param(value = "wanted per row", min = 1, max = 100) int alternatives,
    @Param(value = "candidates per generation", min = 10, max = 100_000) int population,
    @Param(value = "generations of the search", min = 1, max = 100_000) int generations,
    @Param(value = "weight of the share of changed columns", min = 0) double sparsity,
    @Param(value = "weight of the distance to the nearest row of the data", min = 0)
        double plausibility,
    @Param("least wanted quantity, for a model with one output that is no probability")
        Optional<Double> atLeast,
    @Param("largest wanted quantity, for such a model") Optional<Double> atMost,
    @Param("columns that stay as they are") List<String> fixed)
    implements Explainer<Predictor> {
  /** Rows of the data with the wanted answer that the search starts from. */
  private static final int SEEDS = 10;

  /** 3 alternatives, 60 candidates, 25 generations. */
  public Counterfactual() {
    this(3, 60, 25, 1, 0.5, Optional.empty(), Optional.empty(), List.of());
  }

  /** Copies the list. */
  public Counterfactual {
    fixed = List.copyOf(fixed);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Counterfactuals explain(Predictor model, INDArray inputs, Context asked) {
    Context context = asked.with(asked.target().asProbability());
    Session<Predictor> session = Session.open(this, model, inputs, context);
    Columns columns =
        Columns.of(session.columns().holding(fixed), NdArrays.rows(session.reference(10)));
    CounterfactualSearch search =
        new CounterfactualSearch(
            columns, new ModelAnswers(session), context.target(), WantedRange.of(atLeast, atMost));
    InputException.check(
        !session.regression() || atLeast.isPresent() || atMost.isPresent(),
        "The model has one output, a quantity (it does not end in a sigmoid); say which quantities"
            + " are wanted with -P at-least=… and -P at-most=….");
    double[][] rows = NdArrays.rows(session.inputs());
    double[][] scores = search.answers().scores(rows);
    double[][] known = search.answers().scores(columns.rows());
    Counterfactuals.Case[] cases = new Counterfactuals.Case[rows.length];
    context.progress().begin("counterfactual", rows.length);
    Chunks.run(
        rows.length,
        new Execution(1, context.execution().threads()),
        (from, to) -> {
          int i = (int) from;
          CounterfactualSearch.Start start = search.start(rows[i], scores[i], i);
          cases[i] = explain(search, start, known, session.random(i));
          context.progress().advance(1);
        });
    context.progress().end();
    return new Counterfactuals(List.of(cases), session.cost(), session.provenance());
  }

  private Counterfactuals.Case explain(
      CounterfactualSearch search,
      CounterfactualSearch.Start start,
      double[][] known,
      SplitRandom random) {
    int[][] free = search.free();
    if (start.already() || free.length == 0) {
      return search.verified(start, List.of(), List.of(), Counterfactuals.Note.FIXED);
    }
    Map<List<Double>, double[]> valid = evolve(search, start, known, free, random);
    // The best row of each set of changed columns, so that the alternatives differ.
    List<double[]> ordered = new ArrayList<>(valid.values());
    ordered.sort(Comparator.comparingDouble((double[] r) -> cost(search, start, r)));
    Map<List<Integer>, double[]> sets = new LinkedHashMap<>();
    ordered.forEach(r -> sets.putIfAbsent(CounterfactualSearch.changed(start.row(), r), r));
    List<double[]> trimmed = new ArrayList<>();
    sets.values().stream()
        .limit(6L * alternatives + 10)
        .forEach(r -> trimmed.add(search.trimmed(start, r)));
    return search.verified(
        start, diverse(search, start, trimmed), List.of(), Counterfactuals.Note.NOT_FOUND);
  }

  /** Distance, sparsity and plausibility of a row that has the wanted answer. */
  private double cost(CounterfactualSearch search, CounterfactualSearch.Start start, double[] row) {
    double near = search.columns().distance(start.row(), row);
    double share = (double) CounterfactualSearch.changed(start.row(), row).size() / row.length;
    double far = plausibility == 0 ? 0 : plausibility * search.columns().nearest(row);
    return near + sparsity * share + far;
  }

  private Map<List<Double>, double[]> evolve(
      CounterfactualSearch search,
      CounterfactualSearch.Start start,
      double[][] known,
      int[][] free,
      SplitRandom random) {
    Columns columns = search.columns();
    int[] nearest =
        IntStream.range(0, known.length)
            .filter(i -> start.reached(known[i]))
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    (Integer i) -> columns.distance(start.row(), columns.rows()[i])))
            .limit(SEEDS)
            .mapToInt(i -> i)
            .toArray();
    double[][] people = new double[population][];
    for (int p = 0; p < population; p++) {
      double[] row = start.row().clone();
      if (p < nearest.length) {
        double[] other = columns.rows()[nearest[p]];
        for (int[] unit : free) {
          for (int c : unit) {
            row[c] = search.allowed(c, start.row()[c], other[c]);
          }
        }
      } else {
        mutate(search, start, row, free, random);
      }
      people[p] = row;
    }
    Map<List<Double>, double[]> valid = new LinkedHashMap<>();
    double[] fitness = fitness(search, start, people, valid);
    for (int g = 0; g < generations; g++) {
      double[][] children = new double[population][];
      for (int p = 0; p < population; p++) {
        double[] mother = people[tournament(fitness, random)];
        double[] father = people[tournament(fitness, random)];
        double[] child = mother.clone();
        for (int[] unit : free) {
          double[] parent = random.nextBoolean() ? mother : father;
          for (int c : unit) {
            child[c] = parent[c];
          }
        }
        mutate(search, start, child, free, random);
        children[p] = child;
      }
      double[] theirs = fitness(search, start, children, valid);
      double[][] before = people;
      double[] old = fitness;
      int[] best =
          IntStream.range(0, 2 * population)
              .boxed()
              .sorted(
                  Comparator.comparingDouble(
                      (Integer i) -> i < population ? old[i] : theirs[i - population]))
              .limit(population)
              .mapToInt(i -> i)
              .toArray();
      people = new double[population][];
      fitness = new double[population];
      for (int p = 0; p < population; p++) {
        boolean kept = best[p] < population;
        people[p] = kept ? before[best[p]] : children[best[p] - population];
        fitness[p] = kept ? old[best[p]] : theirs[best[p] - population];
      }
    }
    return valid;
  }

  private static int tournament(double[] fitness, SplitRandom random) {
    int a = random.nextInt(fitness.length);
    int b = random.nextInt(fitness.length);
    return fitness[a] <= fitness[b] ? a : b;
  }

  /** Sets one or two columns, or groups, to values of the data, or back to the row's own. */
  private static void mutate(
      CounterfactualSearch search,
      CounterfactualSearch.Start start,
      double[] row,
      int[][] free,
      SplitRandom random) {
    double[][] data = search.columns().rows();
    for (int times = 1 + random.nextInt(2); times > 0; times--) {
      int[] unit = free[random.nextInt(free.length)];
      if (unit.length > 1) {
        double[] from = random.nextInt(3) == 0 ? start.row() : data[random.nextInt(data.length)];
        for (int c : unit) {
          row[c] = from[c];
        }
        continue;
      }
      int c = unit[0];
      double own = start.row()[c];
      double other = data[random.nextInt(data.length)][c];
      boolean between = !search.columns().categorical(c) && random.nextBoolean();
      double wish =
          random.nextInt(3) == 0
              ? own
              : between ? own + random.nextDouble() * (other - own) : other;
      row[c] = search.allowed(c, own, wish);
    }
  }

  private double[] fitness(
      CounterfactualSearch search,
      CounterfactualSearch.Start start,
      double[][] rows,
      Map<List<Double>, double[]> valid) {
    double[][] scores = search.answers().scores(rows);
    double[] fitness = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      double missing = start.missing(scores[i]);
      // Any valid row beats any other; columns have spreads of order one.
      fitness[i] = missing * 100 + cost(search, start, rows[i]);
      if (missing == 0) {
        valid.putIfAbsent(Arrays.stream(rows[i]).boxed().toList(), rows[i]);
      }
    }
    return fitness;
  }

  /** The best row, then the best of those that change other columns than the chosen ones. */
  private List<double[]> diverse(
      CounterfactualSearch search, CounterfactualSearch.Start start, List<double[]> rows) {
    List<double[]> left = new ArrayList<>(rows);
    left.sort(Comparator.comparingDouble((double[] r) -> cost(search, start, r)));
    List<double[]> chosen = new ArrayList<>();
    List<List<Integer>> sets = new ArrayList<>();
    for (double[] row : left) {
      List<Integer> changed = CounterfactualSearch.changed(start.row(), row);
      boolean known = sets.stream().anyMatch(changed::containsAll);
      if (!known && chosen.size() < alternatives) {
        chosen.add(row);
        sets.add(changed);
      }
    }
    return chosen;
  }
}
