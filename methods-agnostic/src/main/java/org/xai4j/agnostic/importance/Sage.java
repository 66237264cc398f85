package org.xai4j.agnostic.importance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.ModelAnswers;
import org.xai4j.core.array.NdArrays;
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
 * SAGE, Shapley additive global importance: how much of the model's expected loss each feature
 * takes away, shared out as Shapley values of the game v(S) = E ℓ(E f(∅), y) − E ℓ(E[f(x) | x_S],
 * y). The features not in S are drawn from the baseline's rows, or from the data set where the
 * baseline is a single row (the marginal expectation). Each order of the features, with a row of
 * the data set of its own, gives one sample; the values of a sample add up to the loss that the
 * whole row takes away.
 *
 * <p>The target names the true class of every row ({@code --target 0,1,1,…}), of which the loss is
 * the cross-entropy −ln p; with {@code argmax} the model's own answers take its place. Where the
 * model has one output, a quantity, the loss is E (f(x) − E[f(x) | x_S])², the model's own answer
 * being what is sought.
 *
 * @param permutations orders drawn, each with the next row of the data set
 * @param draws rows of the background over which the model's answer is averaged
 */
@Info(
    id = "sage",
    title = "SAGE",
    summary = "Shapley values of the expected loss over a data set.",
    reference = "Covert, Lundberg and Lee 2020, arXiv:2004.00668")
public record Sage(
    @Param(value = "orders of the features drawn", min = 2, max = 10_000_000) int permutations,
    @Param(value = "rows of the background averaged over", min = 1, max = 100_000) int draws)
    implements Explainer<Predictor> {
  /** Elements of the mixed rows that are made and scored at once. */
  private static final int ELEMENTS = 1 << 21;

  /** The smallest probability whose logarithm is taken. */
  private static final double LEAST = 1e-12;

  /** 1,000 orders, 64 rows of the background. */
  public Sage() {
    this(1_000, 64);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public GlobalImportance explain(Predictor model, INDArray inputs, Context given) {
    Session<Predictor> session =
        Session.open(this, model, inputs, given.with(given.target().asProbability()));
    int n = session.size();
    InputException.check(n >= 2, "The method sage needs a data set, not a single row.");
    Context asked = session.context();
    Grouping grouping = asked.groups().of(session.row(0));
    double[][] rows = NdArrays.rows(session.inputs());
    INDArray baseline = session.reference(1);
    double[][] others = baseline.size(0) > 1 ? NdArrays.rows(baseline) : rows;
    ModelAnswers answers = new ModelAnswers(session);
    Loss loss = loss(session, answers.scores(rows));
    int g = grouping.count();
    int[][] members = members(grouping);
    double[][] shares = new double[permutations][];
    asked.progress().begin("sage", permutations);
    Chunks.run(
        permutations,
        new Execution(1, asked.execution().threads()),
        (from, to) -> {
          int sample = (int) from;
          SplitRandom random = session.random().split(sample);
          int row = sample % n;
          shares[sample] = shares(answers, members, rows[row], others, loss.of(row), random);
          asked.progress().advance(1);
        });
    asked.progress().end();
    List<GlobalImportance.Feature> features = new ArrayList<>();
    for (int i = 0; i < g; i++) {
      double[] of = new double[permutations];
      for (int s = 0; s < permutations; s++) {
        of[s] = shares[s][i];
      }
      features.add(
          PermutationImportance.feature(PermutationImportance.name(asked, grouping, i), of));
    }
    return new GlobalImportance(loss.name(), features, session.cost(), session.provenance());
  }

  /** The loss of a mean answer, for each row. */
  private interface Loss {
    String name();

    Single of(int row);
  }

  /** The loss of a mean answer to one row. */
  @FunctionalInterface
  private interface Single {
    double of(double[] mean);
  }

  private static Loss loss(Session<Predictor> session, double[][] scores) {
    if (scores[0].length == 1) {
      return new Loss() {
        @Override
        public String name() {
          return "squared error taken away";
        }

        @Override
        public Single of(int row) {
          return mean -> (mean[0] - scores[row][0]) * (mean[0] - scores[row][0]);
        }
      };
    }
    Target.Resolved target =
        session.context().target().resolve(NdArrays.array(session.inputs().dataType(), scores), 0);
    return new Loss() {
      @Override
      public String name() {
        return "cross-entropy taken away";
      }

      @Override
      public Single of(int row) {
        double[] weights = target.weights()[row];
        return mean -> {
          double p = 0;
          for (int c = 0; c < weights.length; c++) {
            p += weights[c] * mean[c];
          }
          return -Math.log(Math.max(LEAST, p));
        };
      }
    };
  }

  /** What each feature takes away of one row's loss, in one order. */
  private double[] shares(
      ModelAnswers answers,
      int[][] members,
      double[] row,
      double[][] others,
      Single loss,
      SplitRandom random) {
    int g = members.length;
    int[] order = random.permutation(g);
    double[][] mixed = new double[draws][];
    for (int d = 0; d < draws; d++) {
      mixed[d] = others[random.nextInt(others.length)].clone();
    }
    double[] shares = new double[g];
    double before = loss.of(mean(answers.scores(mixed), 0));
    // Several features are scored together, so that models see large batches.
    int together = Math.max(1, Math.min(g, ELEMENTS / (draws * row.length)));
    for (int from = 0; from < g; from += together) {
      int count = Math.min(together, g - from);
      double[][] batch = new double[count * draws][];
      for (int k = 0; k < count; k++) {
        for (int d = 0; d < draws; d++) {
          for (int j : members[order[from + k]]) {
            mixed[d][j] = row[j];
          }
          batch[k * draws + d] = mixed[d].clone();
        }
      }
      double[][] scores = answers.scores(batch);
      for (int k = 0; k < count; k++) {
        double after = loss.of(mean(scores, k * draws));
        shares[order[from + k]] = before - after;
        before = after;
      }
    }
    return shares;
  }

  /** The elements of each feature. */
  private static int[][] members(Grouping grouping) {
    int[] sizes = new int[grouping.count()];
    for (int id : grouping.ids()) {
      sizes[id]++;
    }
    int[][] members = new int[sizes.length][];
    Arrays.setAll(members, feature -> new int[sizes[feature]]);
    for (int j = grouping.ids().length - 1; j >= 0; j--) {
      int feature = grouping.ids()[j];
      members[feature][--sizes[feature]] = j;
    }
    return members;
  }

  /** The mean of the answers from one on to as many as there are draws. */
  private double[] mean(double[][] scores, int from) {
    double[] mean = new double[scores[from].length];
    for (int d = from; d < from + draws; d++) {
      for (int c = 0; c < mean.length; c++) {
        mean[c] += scores[d][c] / draws;
      }
    }
    return mean;
  }
}
