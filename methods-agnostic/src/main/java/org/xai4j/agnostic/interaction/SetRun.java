package org.xai4j.agnostic.interaction;

import java.util.function.IntConsumer;
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
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Explains rows by one number for every set of up to k features: each row is a game whose players
 * are its features.
 *
 * @param method that explains
 * @param order k
 * @param index which index its numbers are
 * @param fits refuses numbers of features
 * @param solver finds the numbers of one game
 */
record SetRun(
    Explainer<Predictor> method,
    int order,
    InteractionKind index,
    IntConsumer fits,
    Solver solver) {
  /** Finds the numbers of one game. */
  @FunctionalInterface
  interface Solver {
    Answer solve(Game game, FeatureSets sets);
  }

  /**
   * The game of one row.
   *
   * @param masking scores sets of its features
   * @param features g, at most 62
   * @param random the row's stream
   */
  record Game(Masking masking, int features, SplitRandom random) {
    /** The set of all features. */
    long everything() {
      return (1L << features) - 1;
    }
  }

  /**
   * What a game came to.
   *
   * @param base v(∅)
   * @param values one number per set
   */
  record Answer(double base, double[] values) {}

  SetInteractions explain(Predictor model, INDArray given, Context context) {
    String id = Registry.info(method).id();
    Session<Predictor> whole = Session.open(method, model, given, context);
    Session<Predictor> session = whole.channelsFirst(false);
    Context asked = session.context();
    Predictor scorer = session.scorer();
    INDArray x = session.inputs();
    INDArray base = asked.baseline().resolve(x);
    Target.Resolved target = asked.target().resolve(scorer.predict(x), 0);
    int n = session.size();
    int g = asked.groups().of(session.row(0)).count();
    fits.accept(g);
    FeatureSets sets = FeatureSets.upTo(g, order);
    int width = sets.bits().size();
    sets.requireRoom(n);
    double[] values = new double[n * width];
    double[] bases = new double[n];
    asked.progress().begin(id, n);
    Chunks.run(
        n,
        new Execution(1, asked.execution().threads()),
        (from, to) -> {
          int row = (int) from;
          Grouping grouping = asked.groups().of(session.row(row));
          InputException.check(
              grouping.count() == g,
              "The method %s needs equally many features in every row, but row %d has %d and the"
                  + " first %d.",
              id,
              row,
              grouping.count(),
              g);
          Masking masking = new Masking(scorer, x, row, base, grouping, target);
          Answer answer = solver.solve(new Game(masking, g, session.random(row)), sets);
          bases[row] = answer.base();
          System.arraycopy(answer.values(), 0, values, row * width, width);
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
}
