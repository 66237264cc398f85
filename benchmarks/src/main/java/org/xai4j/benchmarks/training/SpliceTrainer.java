package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.data.Splice;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.run.SplitRandom;

/**
 * Trains the classifier of splice junctions with Deeplearning4j: an LSTM in both directions whose
 * outputs at all positions are read by a linear layer (a convolution as long as the window), and a
 * softmax. Of the training windows a sixth is held out; the epoch that is best on it is kept.
 */
public final class SpliceTrainer implements Trainer {
  private static final int UNITS = 16;

  /** Probability that dropout keeps an output of the LSTM. */
  private static final double KEEP = 0.5;

  private static final int HELD = 354;

  private static final Fitting.Settings STANDARD = new Fitting.Settings(16, 4, 32, 4e-3, 0.99);

  /** Made by the {@code ServiceLoader}. */
  public SpliceTrainer() {}

  @Override
  public String id() {
    return "splice";
  }

  @Override
  public String train(Path output, long seed, Progress progress) {
    Splice all = Splice.train();
    return train(
        output,
        seed,
        progress,
        all.range(0, all.size() - HELD),
        all.range(all.size() - HELD, all.size()),
        STANDARD);
  }

  static String train(
      Path output,
      long seed,
      Progress progress,
      Splice train,
      Splice held,
      Fitting.Settings settings) {
    InputException.check(
        output.getFileName().toString().endsWith(".zip"),
        "A model is written as a .zip file, not as %s.",
        output);
    long start = System.nanoTime();
    MultiLayerNetwork model = model(seed, settings.rate());
    int epochs =
        rows(train)
            .fit(
                new Learner.Stack(model),
                rows(held),
                settings,
                SplitRandom.of(seed).split("splice-training"),
                () -> {},
                progress);
    Network network = Dl4jImporter.convert(model);
    Splice test = Splice.test();
    Proportion accuracy = Proportion.of(rows(test).score(network).correct(), test.size());
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("experiment", "splice");
    provenance.put("seed", seed);
    provenance.put("units", UNITS);
    provenance.put("settings", settings);
    provenance.put("epochs", epochs);
    provenance.put("testAccuracy", accuracy);
    provenance.put("seconds", Math.round(seconds));
    provenance.put("model", network.hash());
    provenance.put("data", Splice.hash());
    provenance.put("environment", Provenance.environment("dl4j"));
    provenance.put("time", Provenance.now());
    TrainedModel.write(output, model, provenance);
    return String.format(
        Locale.ROOT,
        "%.2f %% of %d test windows are right (95 %% interval %.2f to %.2f %%) after %d epochs in"
            + " %.0f s.",
        100 * accuracy.value(),
        test.size(),
        100 * accuracy.low(),
        100 * accuracy.high(),
        epochs,
        seconds);
  }

  private static Fitting rows(Splice windows) {
    return new Fitting(windows.inputs(), windows.labels(), Splice.CLASSES.size());
  }

  private static MultiLayerNetwork model(long seed, double rate) {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(Seeds.fixed(seed))
                .updater(new Adam(rate))
                .weightInit(WeightInit.XAVIER)
                .list()
                .layer(
                    new Bidirectional(
                        Bidirectional.Mode.CONCAT,
                        new LSTM.Builder()
                            .name("lstm")
                            .nOut(UNITS)
                            .activation(Activation.TANH)
                            .build()))
                .layer(
                    new Convolution1DLayer.Builder(Splice.LENGTH, 1)
                        .name("places")
                        .nOut(Splice.CLASSES.size())
                        .activation(Activation.IDENTITY)
                        .dropOut(KEEP)
                        .build())
                .layer(new GlobalPoolingLayer.Builder(PoolingType.MAX).name("pool").build())
                .layer(
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .name("junction")
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(Splice.LETTERS.length(), Splice.LENGTH))
                .build());
    model.init();
    return model;
  }
}
