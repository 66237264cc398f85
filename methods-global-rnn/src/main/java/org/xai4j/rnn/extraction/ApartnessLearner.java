package org.xai4j.rnn.extraction;

import de.learnlib.algorithm.LearningAlgorithm;
import de.learnlib.query.DefaultQuery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.automatalib.word.Word;
import org.jspecify.annotations.Nullable;
import org.xai4j.rnn.language.Moore;

/**
 * The learner of L# (Vaandrager et al. 2022). Two nodes of the observation tree are apart if a word
 * known from both has different outputs. The basis holds nodes that are pairwise apart, its
 * frontier their other children. A frontier node apart from the whole basis joins it; one that
 * could still be two states of the basis is asked the word that tells these apart; when each could
 * be one state only, that is the hypothesis, if the tree does not contradict it.
 */
final class ApartnessLearner implements LearningAlgorithm<Moore, Integer, Word<Integer>> {
  private final Membership membership;
  private final Request request;
  private final int symbols;

  /** Nodes of the basis with the words that lead to them. */
  private final Map<Membership.Node, Word<Integer>> basis = new LinkedHashMap<>();

  private final List<Membership.Node> states = new ArrayList<>();
  private Moore hypothesis;

  ApartnessLearner(Membership membership, Request request) {
    this.membership = membership;
    this.request = request;
    symbols = request.alphabet().size();
    join(membership.root(), Word.epsilon());
    hypothesis = hypothesis(new int[1][symbols]);
  }

  private void join(Membership.Node node, Word<Integer> word) {
    basis.put(node, word);
    states.add(node);
    membership.check(states.size());
  }

  @Override
  public void startLearning() {
    learn();
  }

  @Override
  public boolean refineHypothesis(DefaultQuery<Integer, Word<Integer>> counterexample) {
    membership.extended(membership.root(), counterexample.getInput());
    Optional<Word<Integer>> conflict = conflict();
    if (conflict.isEmpty()) {
      return false;
    }
    process(conflict.get());
    learn();
    return true;
  }

  @Override
  public Moore getHypothesisModel() {
    return hypothesis;
  }

  private Moore hypothesis(int[][] next) {
    int[] outputs = states.stream().mapToInt(n -> n.output).toArray();
    return new Moore(request.alphabet(), request.outputNames(), 0, outputs, next);
  }

  /** Applies the rules until the tree agrees with a hypothesis. */
  private void learn() {
    while (true) {
      Optional<int[][]> next = transitions();
      if (next.isPresent()) {
        hypothesis = hypothesis(next.get());
        Optional<Word<Integer>> conflict = conflict();
        if (conflict.isEmpty()) {
          return;
        }
        process(conflict.get());
      }
    }
  }

  /** The state that each child of the basis must be; nothing if one has joined the basis. */
  private Optional<int[][]> transitions() {
    int[][] next = new int[states.size()][symbols];
    for (int s = 0; s < next.length; s++) {
      for (int a = 0; a < symbols; a++) {
        Word<Integer> symbol = Word.fromLetter(a);
        Membership.Node child = membership.extended(states.get(s), symbol);
        int place = states.indexOf(child);
        if (place < 0) {
          List<Membership.Node> candidates = candidates(child);
          while (candidates.size() > 1) {
            List<Integer> separating = witness(candidates.get(0), candidates.get(1)).orElseThrow();
            membership.extended(child, separating);
            candidates = candidates(child);
          }
          if (candidates.isEmpty()) {
            join(child, word(states.get(s)).concat(symbol));
            return Optional.empty();
          }
          place = states.indexOf(candidates.get(0));
        }
        next[s][a] = place;
      }
    }
    return Optional.of(next);
  }

  private Word<Integer> word(Membership.Node state) {
    Word<Integer> word = basis.get(state);
    if (word == null) {
      throw new IllegalStateException("every state of the basis has a word");
    }
    return word;
  }

  private List<Membership.Node> candidates(Membership.Node node) {
    return states.stream().filter(s -> witness(s, node).isEmpty()).toList();
  }

  /** A shortest word known from both nodes whose outputs differ. */
  private static Optional<List<Integer>> witness(Membership.Node one, Membership.Node other) {
    ArrayDeque<Pair> open = new ArrayDeque<>(List.of(new Pair(one, other, null, -1)));
    while (!open.isEmpty()) {
      Pair pair = open.remove();
      if (pair.one.output != pair.other.output) {
        return Optional.of(pair.word());
      }
      for (int a = 0; a < pair.one.next.length; a++) {
        Membership.Node left = pair.one.next[a];
        Membership.Node right = pair.other.next[a];
        if (left != null && right != null) {
          open.add(new Pair(left, right, pair, a));
        }
      }
    }
    return Optional.empty();
  }

  /** Two nodes reached by one word, which the pairs before tell. */
  private record Pair(
      Membership.Node one, Membership.Node other, @Nullable Pair before, int symbol) {
    List<Integer> word() {
      ArrayDeque<Integer> word = new ArrayDeque<>();
      for (Pair pair = this; pair.before != null; pair = pair.before) {
        word.addFirst(pair.symbol);
      }
      return List.copyOf(word);
    }
  }

  /** A shortest word whose node is apart from its state of the hypothesis. */
  private Optional<Word<Integer>> conflict() {
    record Visit(Membership.Node node, int state, Word<Integer> word) {}

    int[][] next = hypothesis.next();
    ArrayDeque<Visit> open = new ArrayDeque<>();
    open.add(new Visit(membership.root(), 0, Word.epsilon()));
    while (!open.isEmpty()) {
      membership.check(states.size());
      Visit visit = open.remove();
      if (witness(states.get(visit.state()), visit.node()).isPresent()) {
        return Optional.of(visit.word());
      }
      for (int a = 0; a < symbols; a++) {
        Membership.Node child = visit.node().next[a];
        if (child != null) {
          open.add(new Visit(child, next[visit.state()][a], visit.word().append(a)));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Shortens a word whose node is apart from its state of the hypothesis by halves, until the node
   * is in the frontier: there it has to become another state.
   */
  private void process(Word<Integer> conflict) {
    Word<Integer> word = conflict;
    while (true) {
      int known = 0;
      Membership.Node at = membership.root();
      while (known < word.length() && basis.containsKey(at)) {
        at = membership.extended(at, word.subWord(known, known + 1));
        known++;
      }
      if (known == word.length()) {
        return;
      }
      int half = (known + word.length()) / 2;
      Word<Integer> head = word.prefix(half);
      Word<Integer> tail = word.subWord(half);
      Membership.Node state = states.get(run(word));
      List<Integer> witness =
          witness(state, membership.extended(membership.root(), word)).orElseThrow();
      Membership.Node middle = states.get(run(head));
      membership.extended(middle, tail.concat(Word.fromList(witness)));
      boolean early = witness(middle, membership.extended(membership.root(), head)).isPresent();
      word = early ? head : word(middle).concat(tail);
    }
  }

  private int run(Word<Integer> word) {
    return hypothesis.run(word.stream().mapToInt(Integer::intValue).toArray());
  }
}
