package org.xai4j.rnn.extraction;

import de.learnlib.oracle.MembershipOracle;
import de.learnlib.query.Query;
import java.util.Collection;
import net.automatalib.word.Word;
import net.automatalib.word.WordBuilder;
import org.jspecify.annotations.Nullable;
import org.xai4j.rnn.network.SteppedNetwork;

/**
 * Answers a learner's questions by the network. Words are kept in a tree with the network's state
 * at each prefix, so that a longer word costs its new symbols only.
 */
final class Membership implements MembershipOracle<Integer, Word<Integer>> {
  private final SteppedNetwork network;
  private final ExtractionBudget budget;
  private final Node root;

  /** A word that was asked for, or a prefix of one. */
  static final class Node {
    final double[] state;
    final int output;
    final @Nullable Node[] next;

    Node(double[] state, SteppedNetwork network) {
      this.state = state;
      output = network.output(state);
      next = new @Nullable Node[network.symbols()];
    }
  }

  Membership(SteppedNetwork network, ExtractionBudget budget) {
    this.network = network;
    this.budget = budget;
    root = new Node(network.initial(), network);
  }

  /** The empty word. */
  Node root() {
    return root;
  }

  /** Ends a learner that is at a limit between its questions, with so many states by now. */
  void check(int states) {
    budget.check();
    budget.states(states);
  }

  /** The node of a longer word; counts as a query if the word is new. */
  Node extended(Node from, Iterable<Integer> tail) {
    budget.check();
    long before = budget.steps();
    Node node = follow(from, tail, null);
    if (budget.steps() > before) {
      budget.query();
    }
    return node;
  }

  private Node follow(Node from, Iterable<Integer> word, @Nullable WordBuilder<Integer> outputs) {
    Node node = from;
    for (int symbol : word) {
      Node next = node.next[symbol];
      if (next == null) {
        next = new Node(budget.step(network, node.state, symbol), network);
        node.next[symbol] = next;
      }
      node = next;
      if (outputs != null) {
        outputs.append(node.output);
      }
    }
    return node;
  }

  /** Output after a word. */
  int answer(Iterable<Integer> word) {
    budget.query();
    return follow(root, word, null).output;
  }

  /** A Moore machine answers with an output for each prefix of the suffix, the empty one first. */
  @Override
  public void processQueries(Collection<? extends Query<Integer, Word<Integer>>> queries) {
    for (Query<Integer, Word<Integer>> query : queries) {
      budget.query();
      budget.check();
      Node node = follow(root, query.getPrefix(), null);
      WordBuilder<Integer> outputs = new WordBuilder<>(query.getSuffix().length() + 1);
      outputs.append(node.output);
      follow(node, query.getSuffix(), outputs);
      query.answer(outputs.toWord());
    }
  }

  /**
   * The same for acceptors: whether the whole word is accepted.
   *
   * @return an oracle on the same tree
   */
  MembershipOracle<Integer, Boolean> acceptance() {
    return queries -> {
      for (Query<Integer, Boolean> query : queries) {
        budget.check();
        query.answer(answer(query.getInput()) == 1);
      }
    };
  }
}
