package org.xai4j.agnostic.counterfactual;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.agnostic.table.ModelAnswers;
import org.xai4j.core.array.Adam;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Propagation;
import org.xai4j.core.network.Rules;
import org.xai4j.core.network.Tape;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.tensor.Tensor;

/**
 * Counterfactuals by gradient descent: minimises λ·max(0, margin − (z_wanted − z_other))² + mean
 * |x′ − x|/spread over the numbers of a row, with Adam, where z_wanted is the wanted logit and
 * z_other the largest of the others. λ doubles until the network gives the wanted answer.
 * Categories, also one-hot ones, stay as they are, numbers within the range of the data and the
 * changes that are allowed; at the end changes that are not needed are undone and the network
 * verifies the row.
 *
 * @param steps of Adam for each λ
 * @param rate its step, in spreads of a column
 * @param margin of the wanted logit over the others
 * @param fixed names of columns that stay as they are, beside those of which the schema says so
 */
@Info(
    id = "counterfactual-gradient",
    title = "Counterfactuals by gradient",
    summary = "A near row that a network answers differently, found by gradient descent.",
    reference = "Wachter, Mittelstadt and Russell 2018, arXiv:1711.00399")
public record GradientCounterfactual(
    @Param(value = "steps for each weight", min = 1, max = 1_000_000) int steps,
    @Param(value = "step in spreads of a column", min = 1e-9, max = 10) double rate,
    @Param(value = "margin of the wanted logit", min = 0) double margin,
    @Param("columns that stay as they are") List<String> fixed)
    implements Explainer<Network> {
  private static final int DOUBLINGS = 12;

  /** 100 steps of 0.05 spreads, margin 0.1. */
  public GradientCounterfactual() {
    this(100, 0.05, 0.1, List.of());
  }

  /** Copies the list. */
  public GradientCounterfactual {
    fixed = List.copyOf(fixed);
  }

  @Override
  public Class<Network> modelType() {
    return Network.class;
  }

  @Override
  public Counterfactuals explain(Network model, INDArray inputs, Context context) {
    Session<Network> session = Session.open(this, model, inputs, context);
    double[][] rows = NdArrays.rows(session.inputs());
    double[][] data = NdArrays.rows(context.baseline().resolve(session.inputs()));
    boolean known = data.length >= 10;
    TableSchema schema =
        context.columns().orElse(TableSchema.numbers(rows[0].length)).holding(fixed);
    Columns columns = known ? Columns.of(schema, data) : Columns.unknown(schema);
    // Answers are told by probabilities; the descent is on logits.
    Context probabilities = context.with(context.target().asProbability());
    ModelAnswers answers = new ModelAnswers(Session.open(this, model, inputs, probabilities));
    CounterfactualSearch search = new CounterfactualSearch(columns, answers, context.target());
    Propagation gradient = session.context().engine().propagation(session.model(), Rules.GRADIENT);
    double[][] scores = answers.scores(rows);
    Counterfactuals.Case[] cases = new Counterfactuals.Case[rows.length];
    context.progress().begin("counterfactual-gradient", rows.length);
    Chunks.run(
        rows.length,
        new Execution(1, context.execution().threads()),
        (from, to) -> {
          int i = (int) from;
          CounterfactualSearch.Start start = search.start(rows[i], scores[i], i);
          List<double[]> found =
              start.already()
                  ? List.of()
                  : List.of(
                      nearest(
                          search, start, descend(session, search, gradient, start, known), known));
          cases[i] = search.verified(start, found, List.of(), Counterfactuals.Note.NOT_REACHED);
          context.progress().advance(1);
        });
    context.progress().end();
    return new Counterfactuals(List.of(cases), session.cost(), session.provenance());
  }

  /**
   * The nearest of the end of the descent and of points a bit further on the same way, each without
   * the changes it does not need: from further on, small changes can be undone.
   */
  private static double[] nearest(
      CounterfactualSearch search,
      CounterfactualSearch.Start start,
      double[] end,
      boolean bounded) {
    double[] best = end;
    double least = Double.POSITIVE_INFINITY;
    for (double stretch : new double[] {1, 1.5, 2.5}) {
      double[] row = end.clone();
      for (int c : CounterfactualSearch.changed(start.row(), end)) {
        double[] range = range(search.columns(), start, c, bounded);
        double wish = start.row()[c] + stretch * (end[c] - start.row()[c]);
        wish = Math.min(range[1], Math.max(range[0], wish));
        row[c] = search.allowed(c, start.row()[c], wish);
      }
      double[] trimmed = search.trimmed(start, row);
      boolean valid = start.reached(search.answers().scores(new double[][] {trimmed})[0]);
      double distance = search.columns().distance(start.row(), trimmed);
      if (valid && distance < least) {
        least = distance;
        best = trimmed;
      }
    }
    return best;
  }

  private double[] descend(
      Session<Network> session,
      CounterfactualSearch search,
      Propagation gradient,
      CounterfactualSearch.Start start,
      boolean bounded) {
    double[] row = start.row().clone();
    double weight = 1;
    for (int doubling = 0; doubling < DOUBLINGS; doubling++) {
      adam(session, search, gradient, start, row, weight, bounded);
      double[] allowed = rounded(search, start, row);
      if (start.reached(search.answers().scores(new double[][] {allowed})[0])) {
        return allowed;
      }
      weight *= 2;
    }
    return rounded(search, start, row);
  }

  private static double[] rounded(
      CounterfactualSearch search, CounterfactualSearch.Start start, double[] row) {
    double[] allowed = row.clone();
    for (int c = 0; c < row.length; c++) {
      allowed[c] = row[c] == start.row()[c] ? row[c] : search.allowed(c, start.row()[c], row[c]);
    }
    return allowed;
  }

  private void adam(
      Session<Network> session,
      CounterfactualSearch search,
      Propagation gradient,
      CounterfactualSearch.Start start,
      double[] row,
      double weight,
      boolean bounded) {
    Columns columns = search.columns();
    int d = row.length;
    Adam adam = new Adam(d);
    double[][] range = new double[d][];
    for (int c = 0; c < d; c++) {
      range[c] = range(columns, start, c, bounded);
    }
    int[] free =
        IntStream.range(0, d)
            .filter(c -> !columns.categorical(c) && !columns.oneHot(c))
            .filter(c -> columns.schema().columns().get(c).change() != TableSchema.Change.NONE)
            .toArray();
    for (int step = 1; step <= steps; step++) {
      double[] slope = slope(session, gradient, start, row, weight);
      // In units of the columns' spread.
      double[] g = new double[d];
      double[] move = new double[d];
      for (int c : free) {
        g[c] = slope[c] * columns.spread()[c] + Math.signum(row[c] - start.row()[c]) / d;
      }
      adam.step(move, g, rate);
      for (int c : free) {
        double there = row[c] + columns.spread()[c] * move[c];
        double moved = Math.min(range[c][1], Math.max(range[c][0], there));
        row[c] =
            switch (columns.schema().columns().get(c).change()) {
              case UP -> Math.max(moved, start.row()[c]);
              case DOWN -> Math.min(moved, start.row()[c]);
              default -> moved;
            };
      }
    }
  }

  /** The range of the data, widened to the row's own value; everything without data. */
  private static double[] range(
      Columns columns, CounterfactualSearch.Start start, int column, boolean bounded) {
    if (!bounded) {
      return new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
    }
    double[] sorted = columns.sorted(column);
    double own = start.row()[column];
    return new double[] {Math.min(sorted[0], own), Math.max(sorted[sorted.length - 1], own)};
  }

  /** The gradient of λ·max(0, margin − (z_wanted − z_other))². */
  private double[] slope(
      Session<Network> session,
      Propagation gradient,
      CounterfactualSearch.Start start,
      double[] row,
      double weight) {
    double[] slope = new double[row.length];
    Chunks.scoped(
        () -> {
          Tape tape = gradient.forward(session.array(new double[][] {row}));
          double[] logits = tape.output().doubles();
          double[] seed = new double[logits.length];
          double gap = gap(start, logits, seed);
          double missing = margin - gap;
          if (missing > 0) {
            double factor = -2 * weight * missing;
            Tensor signal =
                tape.device()
                    .of(
                        tape.output().type(),
                        Arrays.stream(seed).map(s -> s * factor).toArray(),
                        tape.output().shape());
            double[] back = gradient.backward(tape, signal).doubles();
            System.arraycopy(back, 0, slope, 0, slope.length);
          }
        });
    return slope;
  }

  /** The wanted logit minus the largest other, and its derivative by the logits. */
  private static double gap(CounterfactualSearch.Start start, double[] logits, double[] seed) {
    if (logits.length == 1) {
      // A single logit is that of class 1.
      boolean up = start.wanted() < 0 ? start.answered() == 0 : start.wanted() == 1;
      seed[0] = up ? 1 : -1;
      return seed[0] * logits[0];
    }
    int wanted = start.wanted();
    if (wanted < 0) {
      for (int c = 0; c < logits.length; c++) {
        boolean other = c != start.answered();
        wanted = other && (wanted < 0 || logits[c] > logits[wanted]) ? c : wanted;
      }
    }
    int rival = -1;
    for (int c = 0; c < logits.length; c++) {
      rival = c != wanted && (rival < 0 || logits[c] > logits[rival]) ? c : rival;
    }
    seed[wanted] = 1;
    seed[rival] = -1;
    return logits[wanted] - logits[rival];
  }
}
