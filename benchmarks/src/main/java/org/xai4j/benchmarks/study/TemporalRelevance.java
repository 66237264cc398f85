package org.xai4j.benchmarks.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.training.Auc;
import org.xai4j.core.engine.Host;
import org.xai4j.core.explain.Attribution;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.model.Network;
import org.xai4j.core.model.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.evaluation.statistics.Correlation;
import org.xai4j.rnn.language.Decisive;
import org.xai4j.rnn.language.Language;
import org.xai4j.rnn.language.Words;
import org.xai4j.rnn.training.TrainedNetwork;

/**
 * Does the relevance of symbols for a recurrent network's output agree with the automaton it has
 * learnt? Relevance of a symbol is summed over its one-hot features; absent symbols are uniform
 * over the alphabet (½ and ½ for two symbols). It is compared, word by word, with both truths of
 * {@link Decisive}.
 */
final class TemporalRelevance {
  private final TrainedNetwork network;
  private final Language language;
  private final List<int[]> words;
  private final int[] lead;
  private final int features;

  /**
   * One method on one network.
   *
   * @param method id
   * @param words words explained
   * @param correlation mean over words of Spearman's correlation of relevance and the change of
   *     residual acceptance; NaN if it is constant in every word
   * @param correlated words it is a mean of
   * @param auc mean over words of the area under the ROC curve of relevance for pivotal symbols;
   *     NaN if no word has both kinds
   * @param split words it is a mean of
   */
  record Agreement(
      String method, int words, double correlation, int correlated, double auc, int split) {}

  /**
   * Words of one length with the outputs in turn, half of them with one symbol replaced, so that
   * words that just fail occur in every language; of those the ones that the network gets right.
   */
  TemporalRelevance(TrainedNetwork network, Language language, int length, int count, long seed) {
    this.network = network;
    this.language = language;
    lead = network.lead();
    features = language.machine().symbols() + 1;
    SplitRandom random = SplitRandom.of(seed).split("temporal-relevance");
    List<int[]> drawn = Words.balanced(language.machine(), length, count, random);
    for (int i = 0; i < drawn.size(); i++) {
      // The first two have different outputs, so that of both every second is changed.
      if (i % 4 >= 2) {
        int[] word = drawn.get(i);
        int at = random.nextInt(length);
        int symbols = language.machine().symbols();
        word[at] = (word[at] + 1 + random.nextInt(Math.max(1, symbols - 1))) % symbols;
      }
    }
    words = drawn.stream().filter(w -> network.answer(w) == language.machine().output(w)).toList();
  }

  List<Agreement> of(List<String> methods, Context context) {
    if (words.isEmpty()) {
      return List.of();
    }
    Network model = network.network();
    INDArray inputs = inputs();
    Context asked =
        context
            .with(Target.of(words.stream().mapToInt(language.machine()::output).toArray()))
            .with(Baseline.of(absent()))
            .with(new FeatureGroups.Given(steps(), "steps"));
    List<Agreement> rows = new ArrayList<>();
    for (String method : methods) {
      Explainer<?> explainer = Registry.load("method", Explainer.class).create(method, Map.of());
      rows.add(compared(method, Host.doubles(values(explainer, model, inputs, asked))));
    }
    return rows;
  }

  private static <M extends Predictor> INDArray values(
      Explainer<M> explainer, Network network, INDArray inputs, Context context) {
    M model = explainer.modelType().cast(network);
    if (explainer.explain(model, inputs, context) instanceof Attribution a) {
      return a.values();
    }
    throw new InputException(
        "The method " + Registry.info(explainer).id() + " gives no relevance per symbol.");
  }

  private int steps(int[] word) {
    return lead.length + word.length;
  }

  /** One-hot [n, lead + length, 1 + symbols]. */
  private INDArray inputs() {
    int time = steps(words.get(0));
    double[] values = new double[words.size() * time * features];
    for (int i = 0; i < words.size(); i++) {
      for (int t = 0; t < time; t++) {
        int symbol = t < lead.length ? lead[t] : words.get(i)[t - lead.length] + 1;
        values[(i * time + t) * features + symbol] = 1;
      }
    }
    return Host.array(DataType.DOUBLE, values, words.size(), time, features);
  }

  /** The lead as it is, then steps that are each symbol equally. */
  private INDArray absent() {
    int time = steps(words.get(0));
    double[] values = new double[time * features];
    for (int t = 0; t < time; t++) {
      for (int f = 0; f < features; f++) {
        boolean read = t < lead.length;
        double uniform = f == 0 ? 0 : 1.0 / (features - 1);
        values[t * features + f] = read ? (lead[t] == f ? 1 : 0) : uniform;
      }
    }
    return Host.array(DataType.DOUBLE, values, 1, time, features);
  }

  private INDArray steps() {
    int time = steps(words.get(0));
    double[] ids = new double[time * features];
    for (int t = 0; t < time; t++) {
      Arrays.fill(ids, t * features, (t + 1) * features, t);
    }
    return Host.array(DataType.DOUBLE, ids, 1, time, features);
  }

  private Agreement compared(String method, double[] flat) {
    double correlations = 0;
    int correlated = 0;
    double areas = 0;
    int split = 0;
    int time = steps(words.get(0));
    for (int i = 0; i < words.size(); i++) {
      int[] word = words.get(i);
      double[] relevance = new double[word.length];
      for (int t = 0; t < word.length; t++) {
        for (int f = 0; f < features; f++) {
          relevance[t] += flat[(i * time + lead.length + t) * features + f];
        }
      }
      double[] changes = Decisive.changes(language.machine(), word);
      if (Arrays.stream(changes).distinct().count() > 1) {
        double rank = Correlation.spearman(relevance, changes);
        // Relevance that is equal everywhere ranks nothing.
        correlations += Double.isNaN(rank) ? 0 : rank;
        correlated++;
      }
      boolean[] pivotal = Decisive.pivotal(language.machine(), word);
      int[] labels = new int[word.length];
      for (int t = 0; t < labels.length; t++) {
        labels[t] = pivotal[t] ? 1 : 0;
      }
      if (Arrays.stream(labels).distinct().count() > 1) {
        areas += Auc.of(relevance, labels).value();
        split++;
      }
    }
    return new Agreement(
        method, words.size(), correlations / correlated, correlated, areas / split, split);
  }
}
