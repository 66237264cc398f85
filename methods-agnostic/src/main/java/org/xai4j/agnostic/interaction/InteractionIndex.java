package org.xai4j.agnostic.interaction;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Grouping;
import org.xai4j.core.explain.Masking;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.SetInteractions;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;

/**
 * Interactions of sets of up to {@code order} features, exact, from the scores of all sets of
 * features.
 *
 * @param order most features of a set
 * @param index which index
 */
@Info(
    id = "interaction-index",
    title = "Interaction indices",
    summary = "What sets of two, three or more features bring together, from all coalitions.",
    reference =
        "Grabisch and Roubens 1999, doi:10.1007/s001820050125; Sundararajan et al. 2020,"
            + " arXiv:1902.05622; Tsai et al. 2023, arXiv:2203.00870; Bordt and von Luxburg 2023,"
            + " arXiv:2209.04012")
public record InteractionIndex(
    @Param(value = "most features of a set", min = 1, max = 7) int order,
    @Param("which index") InteractionKind index)
    implements Explainer<Predictor> {
  /** Most features: 65,536 coalitions. */
  private static final int LIMIT = 16;

  /** Coalitions handed over at once. */
  private static final int BLOCK = 8192;

  /** Sets of up to three features, k-SII. */
  public InteractionIndex() {
    this(3, InteractionKind.K_SII);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public SetInteractions explain(Predictor model, INDArray given, Context context) {
    Session<Predictor> whole = Session.open(this, model, given, context);
    Session<Predictor> session = whole.channelsFirst(false);
    Context asked = session.context();
    Predictor scorer = session.scorer();
    INDArray x = session.inputs();
    INDArray base = asked.baseline().resolve(x);
    Target.Resolved target = asked.target().resolve(scorer.predict(x), 0);
    int n = session.size();
    int g = asked.groups().of(session.row(0)).count();
    InputException.check(
        g <= LIMIT,
        "The method interaction-index takes at most %d features, but the rows have %d; form fewer"
            + " groups, for example grid:4x4, or use shapley-interactions.",
        LIMIT,
        g);
    FeatureSets sets = FeatureSets.upTo(g, order);
    int width = sets.bits().size();
    sets.requireRoom(n);
    double[] values = new double[n * width];
    double[] bases = new double[n];
    asked.progress().begin("interaction-index", n);
    Chunks.run(
        n,
        new Execution(1, asked.execution().threads()),
        (from, to) -> {
          int row = (int) from;
          Grouping grouping = asked.groups().of(session.row(row));
          InputException.check(
              grouping.count() == g,
              "The method interaction-index needs equally many features in every row, but row %d"
                  + " has %d and the first %d.",
              row,
              grouping.count(),
              g);
          double[] v = scores(new Masking(scorer, x, row, base, grouping, target), g);
          bases[row] = v[0];
          InteractionKind.moebius(v);
          double[] sums = new double[width];
          for (int set = 1; set < v.length; set++) {
            index.add(set, v[set], order, sets, sums);
          }
          System.arraycopy(index.finished(order, sets, sums), 0, values, row * width, width);
          asked.progress().advance(1);
        });
    asked.progress().end();
    return new SetInteractions(
        index.toString(),
        sets.members(),
        NdArrays.array(DataType.DOUBLE, values, n, width),
        target.scores(),
        bases,
        session.cost(),
        whole.provenance());
  }

  /** The score of every set, at the index whose bits are its members. */
  private static double[] scores(Masking masking, int g) {
    double[] scores = new double[1 << g];
    long[][] keep = new long[Math.min(BLOCK, scores.length)][1];
    for (int from = 0; from < scores.length; from += keep.length) {
      for (int i = 0; i < keep.length; i++) {
        keep[i][0] = (long) from + i;
      }
      System.arraycopy(masking.scores(keep), 0, scores, from, keep.length);
    }
    return scores;
  }
}
