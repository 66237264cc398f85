package org.xai4j.agnostic.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.agnostic.table.ModelAnswers;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explanation.DecisionRules;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.Chunks;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.SplitRandom;

/**
 * Anchors: a rule of few conditions that a row meets and under which the model nearly always
 * answers as for the row. Rows are drawn from a data set; the columns of the rule take values of
 * other rows that meet its conditions. Rules grow by one condition at a time; which candidates are
 * the most precise is found by KL-LUCB, which draws for the two candidates in doubt until their
 * confidence bounds are within the tolerance. Of the rules whose lower bound exceeds the precision
 * asked for, the one with the largest coverage is given; else the most precise one, not certain.
 *
 * @param precision asked for
 * @param confidence that the bounds hold
 * @param tolerance of the bounds
 * @param beam rules kept per size
 * @param conditions at most
 * @param draws at most per row
 */
@Info(
    id = "anchors",
    title = "Anchors",
    summary = "A rule under which the model nearly always answers as for the row.",
    reference =
        "Ribeiro, Singh and Guestrin 2018, doi:10.1609/aaai.v32i1.11491; Kaufmann and"
            + " Kalyanakrishnan 2013 (KL-LUCB)")
public record Anchors(
    @Param(value = "precision asked for", min = 0.5, max = 0.999) double precision,
    @Param(value = "confidence that the bounds hold", min = 0.5, max = 0.9999) double confidence,
    @Param(value = "tolerance of the bounds", min = 0.001, max = 0.5) double tolerance,
    @Param(value = "rules kept per size", min = 1, max = 100) int beam,
    @Param(value = "most conditions", min = 1, max = 20) int conditions,
    @Param(value = "most rows drawn", min = 1000, max = 100_000_000) int draws)
    implements Explainer<Predictor> {
  private static final int BATCH = 100;

  /** Precision 0.95 with confidence 0.95, tolerance 0.1, 4 rules per size, at most 5 conditions. */
  public Anchors() {
    this(0.95, 0.95, 0.1, 4, 5, 100_000);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public DecisionRules explain(Predictor model, INDArray inputs, Context asked) {
    Context context = asked.with(asked.target().asProbability());
    Session<Predictor> session = Session.open(this, model, inputs, context);
    Columns columns = Columns.of(session.columns(), NdArrays.rows(session.reference(50)));
    Predicates predicates = Predicates.of(columns, 4);
    ModelAnswers answers = new ModelAnswers(session);
    double[][] rows = NdArrays.rows(session.inputs());
    int[] answered = answers.answers(rows);
    DecisionRules.Rule[] rules = new DecisionRules.Rule[rows.length];
    context.progress().begin("anchors", rows.length);
    Chunks.run(
        rows.length,
        new Execution(1, context.execution().threads()),
        (from, to) -> {
          int i = (int) from;
          rules[i] = new Walk(predicates, answers, rows[i], answered[i], session.random(i)).run();
          context.progress().advance(1);
        });
    context.progress().end();
    return new DecisionRules(List.of(rules), session.cost(), session.provenance());
  }

  /** Lower bound of a rate with Bernoulli divergence at most level / n. */
  static double lower(double rate, double level) {
    double low = 0;
    double high = rate;
    for (int step = 0; step < 40; step++) {
      double middle = (low + high) / 2;
      if (divergence(rate, middle) > level) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Upper bound of a rate with Bernoulli divergence at most level / n. */
  static double upper(double rate, double level) {
    return 1 - lower(1 - rate, level);
  }

  private static double divergence(double p, double q) {
    return part(p, q) + part(1 - p, 1 - q);
  }

  private static double part(double p, double q) {
    return p == 0 ? 0 : q == 0 ? Double.POSITIVE_INFINITY : p * Math.log(p / q);
  }

  /** A rule with what was drawn for it. */
  private static final class Candidate {
    private final List<DecisionRules.Condition> conditions;
    private final double coverage;
    private int count;
    private int hits;

    Candidate(List<DecisionRules.Condition> conditions, double coverage) {
      this.conditions = conditions;
      this.coverage = coverage;
    }

    double rate() {
      return count == 0 ? 0 : (double) hits / count;
    }
  }

  /** The search for one row. */
  private final class Walk {
    private final Predicates predicates;
    private final ModelAnswers answers;
    private final double[] row;
    private final int answered;
    private final SplitRandom random;
    private int drawn;

    Walk(
        Predicates predicates,
        ModelAnswers answers,
        double[] row,
        int answered,
        SplitRandom random) {
      this.predicates = predicates;
      this.answers = answers;
      this.row = row;
      this.answered = answered;
      this.random = random;
    }

    DecisionRules.Rule run() {
      Candidate empty = new Candidate(List.of(), 1);
      draw(empty);
      if (certain(empty)) {
        return rule(empty, true);
      }
      List<Candidate> kept = List.of(empty);
      Optional<Candidate> found = Optional.empty();
      Candidate best = empty;
      for (int size = 1; size <= conditions && found.isEmpty(); size++) {
        List<Candidate> grown = grow(kept);
        if (grown.isEmpty()) {
          break;
        }
        kept = best(grown);
        for (Candidate candidate : kept) {
          if (certain(candidate)
              && (found.isEmpty() || candidate.coverage > found.get().coverage)) {
            found = Optional.of(candidate);
          }
        }
        best = kept.get(0).rate() > best.rate() ? kept.get(0) : best;
      }
      return rule(found.orElse(best), found.isPresent());
    }

    private DecisionRules.Rule rule(Candidate c, boolean certain) {
      return new DecisionRules.Rule(
          c.conditions,
          answered,
          c.rate(),
          lower(c.rate(), Math.log(1 / (1 - confidence)) / c.count),
          c.coverage,
          certain);
    }

    private List<Candidate> grow(List<Candidate> kept) {
      List<Candidate> grown = new ArrayList<>();
      for (Candidate c : kept) {
        for (int column = 0; column < row.length; column++) {
          int next = column;
          if (c.conditions.stream().anyMatch(known -> known.column() == next)) {
            continue;
          }
          List<DecisionRules.Condition> more = new ArrayList<>(c.conditions);
          more.add(predicates.of(column, row[column]));
          more.sort(Comparator.comparingInt(DecisionRules.Condition::column));
          double coverage = coverage(more);
          if (coverage > 0 && grown.stream().noneMatch(g -> g.conditions.equals(more))) {
            grown.add(new Candidate(List.copyOf(more), coverage));
          }
        }
      }
      return grown;
    }

    private double coverage(List<DecisionRules.Condition> rule) {
      double[][] data = predicates.columns().rows();
      int met = 0;
      for (double[] other : data) {
        met += rule.stream().allMatch(c -> c.holds(other)) ? 1 : 0;
      }
      return (double) met / data.length;
    }

    private boolean holds(
        List<DecisionRules.Condition> conditions, List<Integer> columns, double[] row) {
      return conditions.stream().allMatch(c -> !columns.contains(c.column()) || c.holds(row));
    }

    /** Draws rows under a rule and asks the model. */
    private void draw(Candidate candidate) {
      double[][] data = predicates.columns().rows();
      double[][] rows = new double[BATCH][];
      for (int i = 0; i < BATCH; i++) {
        rows[i] = data[random.nextInt(data.length)].clone();
        for (DecisionRules.Condition condition : candidate.conditions) {
          // Columns of a one-hot group come from one row, which meets all conditions on them.
          List<Integer> unit = predicates.columns().unit(condition.column());
          double[] other = data[random.nextInt(data.length)];
          while (!holds(candidate.conditions, unit, other)) {
            other = data[random.nextInt(data.length)];
          }
          for (int c : unit) {
            rows[i][c] = other[c];
          }
        }
      }
      for (int answer : answers.answers(rows)) {
        candidate.hits += answer == answered ? 1 : 0;
      }
      candidate.count += BATCH;
      drawn += BATCH;
    }

    /** Draws until the bounds of the candidates in doubt are within the tolerance. */
    private List<Candidate> best(List<Candidate> candidates) {
      candidates.forEach(this::draw);
      int top = Math.min(beam, candidates.size());
      List<Candidate> sorted = new ArrayList<>(candidates);
      for (int round = 1; ; round++) {
        sorted.sort(Comparator.comparingDouble((Candidate c) -> -c.rate()));
        if (top == sorted.size() || drawn >= draws) {
          break;
        }
        double level = level(candidates.size(), round);
        Candidate weakest =
            sorted.subList(0, top).stream()
                .min(Comparator.comparingDouble(c -> lower(c.rate(), level / c.count)))
                .orElseThrow();
        Candidate rival =
            sorted.subList(top, sorted.size()).stream()
                .max(Comparator.comparingDouble(c -> upper(c.rate(), level / c.count)))
                .orElseThrow();
        if (upper(rival.rate(), level / rival.count) - lower(weakest.rate(), level / weakest.count)
            < tolerance) {
          break;
        }
        draw(weakest);
        draw(rival);
      }
      return List.copyOf(sorted.subList(0, top));
    }

    private double level(int arms, int round) {
      double a = Math.log(405.5 * arms * Math.pow(round, 1.1) / (1 - confidence));
      return a + Math.log(a);
    }

    /**
     * Whether the precision of a candidate exceeds the one asked for; draws until that is known.
     */
    private boolean certain(Candidate c) {
      double level = Math.log(1 / (1 - confidence));
      while (true) {
        double low = lower(c.rate(), level / c.count);
        double high = upper(c.rate(), level / c.count);
        if (low >= precision) {
          return true;
        }
        if (high < precision || high - low < tolerance / 10 || drawn >= draws) {
          return false;
        }
        draw(c);
      }
    }
  }
}
