package org.xai4j.benchmarks.relevance;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.training.Auc;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.statistics.Correlation;
import org.xai4j.rnn.language.Decisive;
import org.xai4j.rnn.language.Moore;
import org.xai4j.rnn.language.Words;
import org.xai4j.rnn.network.SteppedNetwork;
import org.xai4j.rnn.network.WordInputs;

/**
 * Does the relevance of symbols for a recurrent network's output agree with an automaton that
 * describes it, its language's or one extracted from it? Relevance of a symbol is summed over its
 * one-hot features; absent symbols are uniform over the alphabet (½ and ½ for two symbols). It is
 * compared, word by word, with both truths of {@link Decisive}.
 */
public final class TemporalRelevance {
  /** Words drawn unless another number is asked for. */
  public static final int WORDS = 60;

  /** Symbols per word unless another number is asked for or the network takes one length only. */
  public static final int LENGTH = 12;

  private final WordInputs inputs;
  private final Moore machine;
  private final List<int[]> words;
  private final int length;

  /**
   * One method on one network.
   *
   * @param method id
   * @param words words explained
   * @param correlation mean over words of Spearman's correlation of relevance and the change of
   *     residual acceptance; NaN if that is constant in every word
   * @param correlated words it is a mean of
   * @param auc mean over words of the area under the ROC curve of relevance for pivotal symbols;
   *     NaN if no word has both kinds
   * @param split words it is a mean of
   */
  public record Agreement(
      String method, int words, double correlation, int correlated, double auc, int split) {}

  /**
   * Draws words of one length with the automaton's outputs in turn, half of them with one symbol
   * replaced, so that words that just fail occur in every language; of those the ones on which the
   * network and the automaton agree.
   *
   * @param inputs the network that is explained and how words are written for it
   * @param network the same network, step by step
   * @param machine the automaton, with an output for each of the network's
   * @param length symbols per word
   * @param count words to draw
   * @param seed of the words
   * @throws InputException if the network reads token ids, or every word has the same output
   */
  public TemporalRelevance(
      WordInputs inputs, SteppedNetwork network, Moore machine, int length, int count, long seed) {
    InputException.check(
        !inputs.network().tokens(),
        "The network reads token ids, which leave no room for an absent symbol; the relevance of"
            + " symbols needs one that reads one-hot features.");
    InputException.check(
        Arrays.stream(machine.numbered().outputs()).distinct().count() > 1,
        "The automaton gives every word the same output, so no symbol decides anything; extract"
            + " one with two outputs, by another method or with wider limits.");
    this.inputs = inputs;
    this.machine = machine;
    this.length = length;
    SplitRandom random = SplitRandom.of(seed).split("temporal-relevance");
    List<int[]> drawn = Words.balanced(machine, length, count, random);
    for (int i = 0; i < drawn.size(); i++) {
      // The first two have different outputs, so that of both every second is changed.
      if (i % 4 >= 2) {
        int[] word = drawn.get(i);
        int at = random.nextInt(length);
        int symbols = machine.symbols();
        word[at] = (word[at] + 1 + random.nextInt(Math.max(1, symbols - 1))) % symbols;
      }
    }
    words = drawn.stream().filter(w -> network.answer(w) == machine.output(w)).toList();
  }

  /**
   * A method that gives relevance per symbol.
   *
   * @param id of the method
   * @return with its default parameters
   * @throws InputException if there is none of this id, or it explains in another form
   */
  public static AttributionExplainer<?> method(String id) {
    if (Registry.load("method", Explainer.class).create(id, Map.of())
        instanceof AttributionExplainer<?> method) {
      return method;
    }
    throw new InputException(
        "The method "
            + id
            + " gives no relevance per symbol; take one such as lrp-epsilon or"
            + " integrated-gradients.");
  }

  /**
   * Number of words that are explained.
   *
   * @return 0 if the network and the automaton agree on none
   */
  public int words() {
    return words.size();
  }

  /**
   * How well a method agrees with the automaton.
   *
   * @param method gives relevance per symbol
   * @param context seed, engine and execution; target, baseline and groups are set here
   * @return its agreement
   * @throws InputException if there are no words, or the method's values are not those of symbols
   */
  public Agreement of(AttributionExplainer<?> method, Context context) {
    InputException.check(
        !words.isEmpty(),
        "The network and the automaton agree on none of the words of %d symbols that were drawn;"
            + " extract a better automaton.",
        length);
    INDArray rows = inputs.array(words);
    INDArray values =
        values(
            method,
            rows,
            context
                .with(Target.of(words.stream().mapToInt(machine::output).toArray()))
                .with(Baseline.of(inputs.absent(length)))
                .with(new FeatureGroups.Given(inputs.steps(length), "steps")));
    String id = Registry.info(method).id();
    InputException.check(
        Arrays.equals(values.shape(), rows.shape()),
        "The method %s gives values of shape %s, not one per symbol.",
        id,
        Arrays.toString(values.shape()));
    return compared(id, inputs.perSymbol(values, length));
  }

  private <M extends Predictor> INDArray values(
      AttributionExplainer<M> method, INDArray rows, Context context) {
    M model = method.modelType().cast(inputs.network());
    return method.explain(model, rows, context).values();
  }

  private Agreement compared(String method, double[][] relevance) {
    double correlations = 0;
    int correlated = 0;
    double areas = 0;
    int split = 0;
    for (int i = 0; i < relevance.length; i++) {
      int[] word = words.get(i);
      // Shares are sums of fractions: equal ones may differ in their last bits.
      double[] changes =
          Arrays.stream(Decisive.changes(machine, word)).map(c -> Math.rint(c * 1e12)).toArray();
      if (Arrays.stream(changes).distinct().count() > 1) {
        double rank = Correlation.spearman(relevance[i], changes);
        // Relevance that is equal everywhere ranks nothing.
        correlations += Double.isNaN(rank) ? 0 : rank;
        correlated++;
      }
      boolean[] pivotal = Decisive.pivotal(machine, word);
      int[] labels = new int[word.length];
      for (int t = 0; t < labels.length; t++) {
        labels[t] = pivotal[t] ? 1 : 0;
      }
      if (Arrays.stream(labels).distinct().count() > 1) {
        areas += Auc.of(relevance[i], labels).value();
        split++;
      }
    }
    return new Agreement(
        method, words.size(), correlations / correlated, correlated, areas / split, split);
  }
}
