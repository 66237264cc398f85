package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Sentiment;
import org.xai4j.benchmarks.data.Vocabulary;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.run.SplitRandom;

/**
 * Trains two classifiers of sentences with Deeplearning4j: an LSTM, written to the file asked for,
 * and a convolutional network, written beside it as {@code …-cnn.zip}. Both stop early on sentences
 * that they do not learn from.
 */
public final class SentimentTrainer implements Trainer {
  /** What the second network's file ends in. */
  private static final String SECOND = "-cnn";

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
    Path second = output.resolveSibling(name.substring(0, name.length() - 4) + SECOND + ".zip");
    String first = one(output, WordNetwork.Kind.LSTM, seed, progress, train, settings, vocabulary);
    return first
        + " "
        + one(second, WordNetwork.Kind.CNN, seed, progress, train, settings, vocabulary)
        + " The latter is "
        + second
        + ".";
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
    MultiLayerNetwork model = kind.model(vocabulary.size(), seed, settings.rate());
    INDArray table = model.getLayer(0).getParam("W");
    INDArray padding = table.getRow(Vocabulary.PADDING);
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
    Network network = Dl4jImporter.convert(model);
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
    TrainedModel.write(zip, model, provenance);
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
