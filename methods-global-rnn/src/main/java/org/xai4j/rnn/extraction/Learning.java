package org.xai4j.rnn.extraction;

import de.learnlib.algorithm.LearningAlgorithm;
import de.learnlib.query.DefaultQuery;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.automatalib.word.Word;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.network.SteppedNetwork;

/** Active learning (Angluin 1987): hypotheses from queries, refined by counterexamples. */
final class Learning {
  private Learning() {}

  /** A learner with its answers in one type. */
  record Learner<M, D>(
      LearningAlgorithm<M, Integer, D> algorithm,
      Function<M, Moore> hypothesis,
      Function<Word<Integer>, D> answer) {}

  /** Makes a learner that asks an oracle. */
  @FunctionalInterface
  interface Factory<M, D> {
    Learner<M, D> make(Membership membership, Request request);
  }

  static <M, D> Extraction run(
      SteppedNetwork network,
      Request request,
      List<Equivalence> ways,
      int tests,
      double meanLength,
      Factory<M, D> factory) {
    request.check(network);
    ExtractionBudget budget = new ExtractionBudget(request.limits());
    SplitRandom random = SplitRandom.of(request.seed()).split("extraction").split("tests");
    Tester tester = new Tester(network, budget, ways, tests, meanLength, random);
    Membership membership = new Membership(network, budget);
    Moore raw = Hypotheses.constant(network, request);
    String stopped = "";
    try {
      // Some learners ask their first questions when they are made.
      Learner<M, D> learner = factory.make(membership, request);
      learner.algorithm().startLearning();
      while (true) {
        Moore hypothesis = learner.hypothesis().apply(learner.algorithm().getHypothesisModel());
        budget.states(hypothesis.states());
        raw = hypothesis;
        Optional<int[]> word = tester.counterexample(hypothesis);
        if (word.isEmpty()) {
          break;
        }
        budget.counterexample();
        Word<Integer> symbols = Word.fromList(Arrays.stream(word.get()).boxed().toList());
        D answer = learner.answer().apply(symbols);
        while (learner.algorithm().refineHypothesis(new DefaultQuery<>(symbols, answer))) {
          budget.check();
        }
      }
    } catch (ExtractionBudget.Exhausted e) {
      stopped = String.valueOf(e.getMessage());
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    if (ways.contains(Equivalence.WEISS)) {
      figures.put("refinements", (double) tester.refinements());
      figures.put("regions", (double) tester.regions());
    }
    return new Extraction(
        raw.numbered(),
        raw.minimal(),
        Optional.empty(),
        stopped.isEmpty(),
        stopped,
        budget.steps(),
        budget.queries(),
        budget.counterexamples(),
        budget.seconds(),
        figures);
  }
}
