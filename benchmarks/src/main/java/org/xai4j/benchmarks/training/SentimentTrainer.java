package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Sentiment;
import org.xai4j.benchmarks.data.Vocabulary;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.run.SplitRandom;

/**
 * Trains three classifiers of sentences with Deeplearning4j: an LSTM, written to the file asked
 * for, and beside it a convolutional network as {@code …-cnn.zip} and a transformer encoder as
 * {@code …-encoder.zip}. All stop early on sentences that they do not learn from.
 */
public final class SentimentTrainer implements Trainer {
  /** Made by the {@code ServiceLoader}. */
  public SentimentTrainer() {}

  @Override
  public String id() {
    return "sentiment";
  }

  @Override
  public String train(Path output, long seed, Progress progress) {
    return train(
        output,
        seed,
        progress,
        Sentiment.train(),
        new Fitting.Settings(10, 4, 32, 5e-3, 0.98),
        Sentiment.vocabulary());
  }

  static String train(
      Path output,
      long seed,
      Progress progress,
      Sentiment train,
      Fitting.Settings settings,
      Vocabulary vocabulary) {
    String name = output.getFileName().toString();
    InputException.check(
        name.endsWith(".zip"), "A model is written as a .zip file, not as %s.", output);
    StringBuilder said = new StringBuilder();
    for (WordNetwork.Kind kind : WordNetwork.Kind.values()) {
      String file = name.substring(0, name.length() - 4) + kind.suffix() + ".zip";
      said.append(said.isEmpty() ? "" : " ")
          .append(
              one(output.resolveSibling(file), kind, seed, progress, train, settings, vocabulary))
          .append(kind == WordNetwork.Kind.LSTM ? "" : " It is " + file + ".");
    }
    return said.toString();
  }

  private static String one(
      Path zip,
      WordNetwork.Kind kind,
      long seed,
      Progress progress,
      Sentiment train,
      Fitting.Settings settings,
      Vocabulary vocabulary) {
    long start = System.nanoTime();
    Learner model = kind.model(vocabulary.size(), seed, settings.rate());
    INDArray padding = model.weights("words").getRow(Vocabulary.PADDING);
    padding.assign(0);
    int epochs =
        rows(train, vocabulary)
            .fit(
                model,
                rows(Sentiment.validation(), vocabulary),
                settings,
                SplitRandom.of(seed).split("sentiment-" + kind),
                // The vector of "no word" stays zero, so that padding has nothing to say.
                () -> padding.assign(0),
                progress);
    Network network = model.network();
    Fitting test = rows(Sentiment.test(), vocabulary);
    Proportion accuracy = Proportion.of(test.score(network).correct(), test.labels().length);
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("experiment", "sentiment");
    provenance.put("network", kind.toString());
    provenance.put("seed", seed);
    provenance.put("settings", settings);
    provenance.put("words", vocabulary.words().size());
    provenance.put("testAccuracy", accuracy);
    provenance.put("epochs", epochs);
    provenance.put("seconds", Math.round(seconds));
    provenance.put("model", network.hash());
    provenance.put("data", Sentiment.hash());
    provenance.put("environment", Provenance.environment("dl4j"));
    provenance.put("time", Provenance.now());
    TrainedModel.write(zip, model.model(), provenance);
    return String.format(
        Locale.ROOT,
        "%s: %.1f %% of %d test sentences are right (95 %% interval %.1f to %.1f %%) after %d"
            + " epochs in %.0f s.",
        kind,
        100 * accuracy.value(),
        test.labels().length,
        100 * accuracy.low(),
        100 * accuracy.high(),
        epochs,
        seconds);
  }

  private static Fitting rows(Sentiment sentences, Vocabulary vocabulary) {
    return new Fitting(sentences.inputs(vocabulary), sentences.labels(), Sentiment.CLASSES.size());
  }
}
