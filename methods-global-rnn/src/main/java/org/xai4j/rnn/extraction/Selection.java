package org.xai4j.rnn.extraction;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.language.WeightedAutomaton;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * Chooses between automata, from coarse to fine: the first that agrees with the network on every
 * prefix of the validation words, or else the one that agrees most often.
 */
final class Selection {
  private static final int WORDS = 400;
  private static final double MEAN_LENGTH = 30;

  private final SteppedNetwork network;
  private final Request request;
  private final ExtractionBudget budget;
  private final List<int[]> words = new ArrayList<>();
  private final List<int[]> answers = new ArrayList<>();
  private Optional<Moore> best = Optional.empty();
  private double agreement = -1;
  private Map<String, Double> figures = Map.of();
  private Optional<WeightedAutomaton> weighted = Optional.empty();
  private Map<String, Double> weightedFigures = Map.of();

  private Selection(SteppedNetwork network, Request request, ExtractionBudget budget) {
    this.network = network;
    this.request = request;
    this.budget = budget;
  }

  /** The automata to choose from. */
  @FunctionalInterface
  interface Candidates {
    /** Offers automata from coarse to fine until one is good enough. */
    void offerAll(Sample sample, Selection selection, SplitRandom random);
  }

  /** Draws the states, lets candidates be offered, and keeps the best when a limit is reached. */
  static Extraction run(
      SteppedNetwork network, Request request, int samples, Candidates candidates) {
    request.check(network);
    ExtractionBudget budget = new ExtractionBudget(request.limits());
    Selection selection = new Selection(network, request, budget);
    SplitRandom random = SplitRandom.of(request.seed()).split("extraction");
    String stopped = "";
    try {
      selection.validation(random.split("validation"));
      Sample sample = Sample.draw(network, samples, random.split("states"), budget);
      candidates.offerAll(sample, selection, random.split("clusters"));
    } catch (ExtractionBudget.Exhausted e) {
      stopped = String.valueOf(e.getMessage());
    }
    return selection.result(stopped);
  }

  private void validation(SplitRandom random) {
    for (int i = 0; i < WORDS; i++) {
      int[] word = Sample.word(network.symbols(), MEAN_LENGTH, i % 2 == 1, random);
      int[] answer = new int[word.length + 1];
      double[] state = network.initial();
      answer[0] = network.output(state);
      for (int t = 0; t < word.length; t++) {
        state = budget.step(network, state, word[t]);
        answer[t + 1] = network.output(state);
      }
      words.add(word);
      answers.add(answer);
    }
  }

  ExtractionBudget budget() {
    return budget;
  }

  /** The words that automata are judged by. */
  List<int[]> words() {
    return words;
  }

  /** Keeps a weighted automaton, whatever becomes of the finite ones made from it. */
  void keep(WeightedAutomaton automaton, Map<String, Double> told) {
    weighted = Optional.of(automaton);
    weightedFigures = told;
  }

  /**
   * Tries a division.
   *
   * @param figure its name and value, for the report
   * @return whether its automaton agrees with the network everywhere
   */
  boolean offer(Sample sample, StateClusters clusters, String figure, double value) {
    Quantised built = Quantised.build(network, sample, clusters, request, budget);
    Map<String, Double> told = new LinkedHashMap<>();
    told.put(figure, value);
    told.put("clusters", (double) clusters.count());
    told.put("purity", built.purity());
    told.put("ambiguity", built.ambiguity());
    return offer(built.machine(), told);
  }

  /**
   * Tries an automaton.
   *
   * @param machine over the network's symbols and outputs
   * @param told figures for the report, should it be the best
   * @return whether it agrees with the network everywhere
   */
  boolean offer(Moore machine, Map<String, Double> told) {
    budget.check();
    double share = agreement(machine);
    if (share > agreement) {
      best = Optional.of(machine);
      agreement = share;
      figures = told;
    }
    return share == 1;
  }

  private double agreement(Moore machine) {
    int[][] next = machine.next();
    int[] outputs = machine.outputs();
    long equal = 0;
    long all = 0;
    for (int i = 0; i < words.size(); i++) {
      int state = machine.initial();
      int[] word = words.get(i);
      int[] answer = answers.get(i);
      for (int t = 0; t <= word.length; t++) {
        equal += outputs[state] == answer[t] ? 1 : 0;
        all++;
        state = t < word.length ? next[state][word[t]] : state;
      }
    }
    return (double) equal / all;
  }

  private Extraction result(String stopped) {
    Moore raw = best.orElseGet(() -> Hypotheses.constant(network, request));
    Map<String, Double> told = new LinkedHashMap<>(weightedFigures);
    told.putAll(figures);
    told.put("validation", Math.max(agreement, 0));
    return new Extraction(
        raw,
        raw.minimal(),
        weighted,
        stopped.isEmpty(),
        stopped,
        budget.steps(),
        budget.queries(),
        budget.counterexamples(),
        budget.seconds(),
        told);
  }
}
