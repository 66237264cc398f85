package org.xai4j.agnostic.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.agnostic.table.ModelAnswers;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.OneHot;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Permutation importance: what the model loses over a data set when the values of a feature are
 * shuffled between the rows. The target names the true class of every row ({@code --target
 * 0,1,1,…}); with {@code argmax} the model's own answers take their place. A feature is a group of
 * the context. Conditional importance shuffles only between rows in the same quartile (or category)
 * of the column that the feature's first column is most correlated with, so that what the other
 * column tells stays.
 *
 * @param repeats shuffles per feature
 * @param loss what is lost: accuracy, or E[(f(x) − f(shuffled))²], the squared change of the
 *     target's score; the mean change of the score itself is 0 for every additive model
 * @param conditional whether shuffles keep to rows that are alike in the most correlated column
 */
@Info(
    id = "permutation-importance",
    title = "Permutation importance",
    summary = "What the model loses over a data set when a feature's values are shuffled.",
    reference =
        "Breiman 2001, doi:10.1023/A:1010933404324; Fisher, Rudin and Dominici 2019,"
            + " arXiv:1801.01489")
public record PermutationImportance(
    @Param(value = "shuffles per feature", min = 2, max = 10_000) int repeats,
    @Param("what is lost") Loss loss,
    @Param("whether shuffles keep to rows alike in the most correlated column") boolean conditional)
    implements Explainer<Predictor> {
  /** What is measured. */
  public enum Loss {
    /** The share of rows whose largest output is the target. */
    ACCURACY,
    /** The mean squared change of the target's score. */
    SCORE
  }

  /** 10 shuffles, accuracy. */
  public PermutationImportance() {
    this(10, Loss.ACCURACY, false);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public GlobalImportance explain(Predictor model, INDArray inputs, Context given) {
    Context asked = loss == Loss.ACCURACY ? given.with(given.target().asProbability()) : given;
    Session<Predictor> session = Session.open(this, model, inputs, asked);
    int n = session.size();
    InputException.check(
        n >= 2, "The method permutation-importance needs a data set, not a single row.");
    Grouping grouping = asked.groups().of(session.row(0));
    double[][] rows = NdArrays.rows(session.inputs());
    ModelAnswers answers = new ModelAnswers(session);
    double[][] scores = answers.scores(rows);
    Target.Resolved target = asked.target().resolve(session.scorer().predict(session.inputs()), 0);
    InputException.check(
        loss == Loss.SCORE || scores[0].length > 1,
        "The model has one output, a quantity (it does not end in a sigmoid), so it has no"
            + " accuracy; set -P loss=score.");
    int g = grouping.count();
    double[][] drops = new double[g][repeats];
    asked.progress().begin("permutation-importance", (long) g * repeats);
    Chunks.run(
        (long) g * repeats,
        new Execution(1, asked.execution().threads()),
        (from, to) -> {
          int feature = (int) from / repeats;
          int repeat = (int) from % repeats;
          SplitRandom random = session.random().split(feature).split(repeat);
          double[][] shuffled = shuffle(rows, grouping, feature, random);
          drops[feature][repeat] = measure(scores, answers.scores(shuffled), target);
          asked.progress().advance(1);
        });
    asked.progress().end();
    List<GlobalImportance.Feature> features = new ArrayList<>();
    for (int i = 0; i < g; i++) {
      features.add(feature(name(asked, grouping, i), drops[i]));
    }
    String what = loss == Loss.ACCURACY ? "loss of accuracy" : "squared change of the score";
    return new GlobalImportance(what, features, session.cost(), session.provenance());
  }

  /** What is lost from the scores of the rows to those of the shuffled ones. */
  private double measure(double[][] before, double[][] after, Target.Resolved target) {
    double sum = 0;
    for (int i = 0; i < before.length; i++) {
      double[] weights = target.weights()[i];
      if (loss == Loss.SCORE) {
        double change = 0;
        for (int c = 0; c < weights.length; c++) {
          change += weights[c] * (before[i][c] - after[i][c]);
        }
        sum += change * change;
      } else {
        sum += weights[ModelAnswers.answer(before[i])] == 1 ? 1 : 0;
        sum -= weights[ModelAnswers.answer(after[i])] == 1 ? 1 : 0;
      }
    }
    return sum / before.length;
  }

  private double[][] shuffle(double[][] rows, Grouping grouping, int feature, SplitRandom random) {
    int[] members =
        IntStream.range(0, grouping.ids().length)
            .filter(j -> grouping.ids()[j] == feature)
            .toArray();
    int[] source = new int[rows.length];
    for (int[] stratum : strata(rows, grouping, feature, members[0])) {
      int[] order = random.permutation(stratum.length);
      for (int i = 0; i < stratum.length; i++) {
        source[stratum[i]] = stratum[order[i]];
      }
    }
    double[][] shuffled = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      shuffled[i] = rows[i].clone();
      for (int j : members) {
        shuffled[i][j] = rows[source[i]][j];
      }
    }
    return shuffled;
  }

  private List<int[]> strata(double[][] rows, Grouping grouping, int feature, int first) {
    int[] all = IntStream.range(0, rows.length).toArray();
    if (!conditional) {
      return List.of(all);
    }
    int partner = -1;
    double best = 0;
    for (int j = 0; j < rows[0].length; j++) {
      double r = grouping.ids()[j] == feature ? 0 : Math.abs(Columns.correlation(rows, first, j));
      if (r > best) {
        best = r;
        partner = j;
      }
    }
    if (partner < 0) {
      return List.of(all);
    }
    int column = partner;
    double[] cuts = Columns.of(TableSchema.numbers(rows[0].length), rows).cuts(column, 4);
    return IntStream.rangeClosed(0, cuts.length)
        .mapToObj(
            cell ->
                Arrays.stream(all)
                    .filter(i -> Columns.cell(cuts, rows[i][column]) == cell)
                    .toArray())
        .toList();
  }

  /** The mean over the repeats with its 95 % interval, of a normal distribution. */
  static GlobalImportance.Feature feature(String name, double[] drops) {
    double mean = Arrays.stream(drops).average().orElse(0);
    double squares = Arrays.stream(drops).map(d -> (d - mean) * (d - mean)).sum();
    double half = 1.959963984540054 * Math.sqrt(squares / (drops.length - 1) / drops.length);
    return new GlobalImportance.Feature(name, mean, mean - half, mean + half);
  }

  /** The name of a feature: its columns. */
  static String name(Context context, Grouping grouping, int feature) {
    int[] members =
        IntStream.range(0, grouping.ids().length)
            .filter(j -> grouping.ids()[j] == feature)
            .toArray();
    if (context.columns().isEmpty()) {
      return "feature " + feature;
    }
    TableSchema schema = context.columns().get();
    List<Integer> own = Arrays.stream(members).boxed().toList();
    for (OneHot group : schema.groups()) {
      if (group.columns().stream().sorted().toList().equals(own)) {
        return group.name();
      }
    }
    if (members.length > 3) {
      return "feature " + feature;
    }
    return String.join(
        "+", Arrays.stream(members).mapToObj(j -> schema.columns().get(j).name()).toList());
  }
}
