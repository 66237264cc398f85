package org.xai4j.rnn.extraction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.language.WeightedAutomaton;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * A weighted automaton by spectral regression. The Hankel matrix H holds the network's scores for
 * prefix·suffix, H[a] those for prefix·a·suffix; scores are probabilities less 1/outputs. With the
 * truncated singular value decomposition H ≈ U D Vᵀ of rank r the automaton is
 *
 * <pre>α = H[ε]·V,  A[a] = D⁻¹ Uᵀ H[a] V,  B = D⁻¹ Uᵀ H[·, ε],</pre>
 *
 * the least-squares solution of (H V)·A[a] = H[a] V and (H V)·B = H[·, ε]. The rank grows until the
 * weighted automaton's outputs agree with the network's.
 *
 * <p>Its states are vectors; α·V gives back the scores of a prefix before all suffixes. States
 * whose scores differ by less than a radius (root mean square over the suffixes) become one, which
 * makes it a finite automaton if there are finitely many; the radius halves until that automaton
 * agrees with the network.
 *
 * @param prefixes rows of H
 * @param suffixes columns of H for each output
 * @param largest last rank
 * @param widest first radius
 * @param halvings how often the radius halves at most
 */
@Info(
    id = "weighted",
    title = "Weighted automaton",
    summary =
        "Regresses a weighted automaton from the network's scores by a singular value"
            + " decomposition, and makes it deterministic where it is.",
    reference =
        "Ayache, Eyraud, Goudian 2018: Explaining black boxes on sequential data using weighted"
            + " automata, ICGI; Balle, Carreras, Luque, Quattoni 2014: Spectral learning of weighted"
            + " automata, Machine Learning 96")
public record Spectral(
    @Param(value = "prefixes", min = 1) int prefixes,
    @Param(value = "suffixes", min = 1) int suffixes,
    @Param(value = "last rank", min = 1) int largest,
    @Param(value = "first radius, as a difference of probabilities", min = 1e-6) double widest,
    @Param(value = "how often the radius halves at most", min = 0) int halvings)
    implements Extractor {
  /** Singular values below this share of the largest are rounding. */
  private static final double ROUNDING = 1e-9;

  /** 120 prefixes, 60 suffixes, rank up to 40, radius 0.5 halved up to 7 times. */
  public Spectral() {
    this(120, 60, 40, 0.5, 7);
  }

  @Override
  public Extraction extract(SteppedNetwork network, Request request) {
    return Selection.run(
        network,
        request,
        1,
        (sample, selection, random) -> {
          Optional<WeightedAutomaton> found = regress(network, request, selection, random);
          if (found.isEmpty()) {
            selection.offer(Hypotheses.constant(network, request), Map.of());
            return;
          }
          double radius = widest * Math.sqrt(suffixes * (double) network.outputs());
          for (int i = 0; i <= halvings; i++) {
            Optional<Moore> machine = finite(found.get(), radius, selection.budget());
            boolean last = i == halvings;
            if (machine.isEmpty() && last) {
              selection.budget().states(request.limits().states() + 1);
            }
            if (machine.isPresent() && selection.offer(machine.get(), Map.of())) {
              return;
            }
            radius /= 2;
          }
        });
  }

  /** The weighted automaton of the rank that agrees best; nothing if all scores are equal. */
  private Optional<WeightedAutomaton> regress(
      SteppedNetwork network, Request request, Selection selection, SplitRandom random) {
    Hankel hankel = new Hankel(network, selection.budget(), random);
    Optional<WeightedAutomaton> best = Optional.empty();
    double agreement = -1;
    for (int rank = 1; rank <= Math.min(largest, hankel.rank()) && agreement < 1; rank++) {
      WeightedAutomaton candidate = hankel.automaton(rank, request);
      double[] judged = judge(network, candidate, selection);
      if (judged[0] > agreement) {
        agreement = judged[0];
        best = Optional.of(candidate);
        Map<String, Double> told = new LinkedHashMap<>();
        told.put("rank", (double) rank);
        told.put("weighted-agreement", judged[0]);
        told.put("score-error", judged[1]);
        selection.keep(candidate, told);
      }
    }
    return best;
  }

  /** Share of prefixes with equal outputs, and mean absolute difference of the scores. */
  private static double[] judge(
      SteppedNetwork network, WeightedAutomaton candidate, Selection selection) {
    long equal = 0;
    long all = 0;
    double error = 0;
    for (int[] word : selection.words()) {
      double[] state = network.initial();
      double[] vector = candidate.initial();
      for (int t = 0; t <= word.length; t++) {
        double[] wanted = centred(network.scores(state));
        double[] found = candidate.scores(vector);
        for (int k = 0; k < wanted.length; k++) {
          error += Math.abs(wanted[k] - found[k]) / wanted.length;
        }
        equal += candidate.output(vector) == network.output(state) ? 1 : 0;
        all++;
        if (t < word.length) {
          state = selection.budget().step(network, state, word[t]);
          vector = candidate.step(vector, word[t]);
        }
      }
    }
    return new double[] {(double) equal / all, error / all};
  }

  /** Probabilities less their mean. */
  private static double[] centred(double[] logits) {
    double largest = Double.NEGATIVE_INFINITY;
    for (double logit : logits) {
      largest = Math.max(largest, logit);
    }
    double[] p = new double[logits.length];
    double sum = 0;
    for (int k = 0; k < p.length; k++) {
      p[k] = StrictMath.exp(logits[k] - largest);
      sum += p[k];
    }
    for (int k = 0; k < p.length; k++) {
      p[k] = p[k] / sum - 1.0 / p.length;
    }
    return p;
  }

  /** Scores of prefix·suffix, decomposed. */
  private final class Hankel {
    private final int outputs;
    private final RealMatrix whole;
    private final List<RealMatrix> after = new ArrayList<>();
    private final SingularValueDecomposition decomposed;

    Hankel(SteppedNetwork network, ExtractionBudget budget, SplitRandom random) {
      outputs = network.outputs();
      Basis rows = Basis.draw(network.symbols(), prefixes, random.split("prefixes"));
      Basis columns = Basis.draw(network.symbols(), suffixes, random.split("suffixes"));
      double[][] states = rows.states(network, network.initial(), budget);
      whole = scores(network, states, columns, budget);
      for (int a = 0; a < network.symbols(); a++) {
        double[][] next = new double[states.length][];
        for (int i = 0; i < next.length; i++) {
          next[i] = budget.step(network, states[i], a);
        }
        after.add(scores(network, next, columns, budget));
      }
      decomposed = new SingularValueDecomposition(whole);
    }

    private RealMatrix scores(
        SteppedNetwork network, double[][] states, Basis columns, ExtractionBudget budget) {
      double[][] matrix = new double[states.length][columns.size() * outputs];
      for (int i = 0; i < states.length; i++) {
        double[][] ends = columns.states(network, states[i], budget);
        for (int s = 0; s < ends.length; s++) {
          System.arraycopy(centred(network.scores(ends[s])), 0, matrix[i], s * outputs, outputs);
        }
      }
      return new Array2DRowRealMatrix(matrix, false);
    }

    int rank() {
      double[] values = decomposed.getSingularValues();
      int rank = 0;
      while (rank < values.length && values[rank] > Math.max(1e-12, ROUNDING * values[0])) {
        rank++;
      }
      return rank;
    }

    WeightedAutomaton automaton(int rank, Request request) {
      RealMatrix v = decomposed.getV().getSubMatrix(0, whole.getColumnDimension() - 1, 0, rank - 1);
      RealMatrix inverse =
          decomposed.getUT().getSubMatrix(0, rank - 1, 0, whole.getRowDimension() - 1).copy();
      for (int r = 0; r < rank; r++) {
        inverse.setRowVector(
            r, inverse.getRowVector(r).mapDivide(decomposed.getSingularValues()[r]));
      }
      double[][][] transitions = new double[after.size()][][];
      for (int a = 0; a < transitions.length; a++) {
        transitions[a] = inverse.multiply(after.get(a).multiply(v)).getData();
      }
      RealMatrix first = whole.getSubMatrix(0, whole.getRowDimension() - 1, 0, outputs - 1);
      return new WeightedAutomaton(
          request.alphabet(),
          request.outputNames(),
          whole.getRowMatrix(0).multiply(v).getRow(0),
          transitions,
          inverse.multiply(first).getData());
    }
  }

  /** States within the radius of an earlier one are that one; nothing if there are too many. */
  private static Optional<Moore> finite(
      WeightedAutomaton automaton, double radius, ExtractionBudget budget) {
    List<double[]> states = new ArrayList<>(List.of(automaton.initial()));
    List<int[]> next = new ArrayList<>();
    for (int s = 0; s < states.size(); s++) {
      budget.check();
      int[] row = new int[automaton.alphabet().size()];
      for (int a = 0; a < row.length; a++) {
        double[] vector = automaton.step(states.get(s), a);
        row[a] = nearest(states, vector, radius);
        if (row[a] < 0) {
          row[a] = states.size();
          states.add(vector);
        }
      }
      next.add(row);
      if (states.size() > budget.stateLimit()) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Moore(
            automaton.alphabet(),
            automaton.outputNames(),
            0,
            states.stream().mapToInt(automaton::output).toArray(),
            next.toArray(int[][]::new)));
  }

  private static int nearest(List<double[]> states, double[] vector, double radius) {
    int best = -1;
    double least = radius * radius;
    for (int i = 0; i < states.size(); i++) {
      double d = Centres.squared(states.get(i), vector);
      if (d < least) {
        least = d;
        best = i;
      }
    }
    return best;
  }
}
