package org.xai4j.benchmarks.p300;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.training.Auc;
import org.xai4j.benchmarks.training.EegNetwork;
import org.xai4j.benchmarks.training.TrainedModel;
import org.xai4j.benchmarks.training.Trainer;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.signal.Epochs;

/** Trains the one-dimensional convolutional network of the data set {@code p300}. */
public final class EpochTrainer implements Trainer {
  private static final int EPOCHS = 40;

  /** Made by the {@code ServiceLoader}. */
  public EpochTrainer() {}

  @Override
  public String id() {
    return "p300";
  }

  @Override
  public String train(Path output, long seed, Progress progress) {
    return train(output, seed, progress, EPOCHS);
  }

  static String train(Path output, long seed, Progress progress, int epochs) {
    InputException.check(
        output.getFileName().toString().endsWith(".zip"),
        "A model is written as a .zip file, not as %s.",
        output);
    long start = System.nanoTime();
    Epochs train = EpochData.learnt();
    Classifier.Split split = Classifier.Split.of(train);
    progress.begin("training", 1);
    MultiLayerNetwork model =
        EegNetwork.CNN.fitted(
            split.learn().inputs(),
            split.learn().labels(),
            split.held().inputs(),
            split.held().labels(),
            epochs,
            seed);
    progress.advance(1);
    progress.end();
    Network network = Dl4jImporter.convert(model);
    Samples test = new EpochData().test();
    double[] p = NdArrays.doubles(network.predict(test.inputs()));
    double[] target = new double[p.length / 2];
    Arrays.setAll(target, i -> p[2 * i + 1]);
    Auc auc = Auc.of(target, test.labels());
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("experiment", "p300");
    provenance.put("network", "1-D CNN");
    provenance.put("seed", seed);
    provenance.put("epochs", epochs);
    provenance.put("testAuc", auc);
    provenance.put("seconds", Math.round(seconds));
    provenance.put("model", network.hash());
    provenance.put("data", Digest.of(train.inputs()));
    provenance.put("environment", Provenance.environment("dl4j"));
    provenance.put("time", Provenance.now());
    TrainedModel.write(output, model, provenance);
    return String.format(
        Locale.ROOT,
        "It tells %d test epochs apart with an area under the ROC curve of %.3f (95 %% interval"
            + " %.3f to %.3f) after %.0f s.",
        target.length,
        auc.value(),
        auc.low(),
        auc.high(),
        seconds);
  }
}
