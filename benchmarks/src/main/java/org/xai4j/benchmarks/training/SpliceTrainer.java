package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.data.Splice;
import org.xai4j.core.engine.Host;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.model.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.run.SplitRandom;

/**
 * Trains the classifier of splice junctions with Deeplearning4j: an LSTM whose outputs at all
 * positions are read by a dense layer (a convolution as long as the window), and a softmax. Of the
 * training windows a sixth is held out; the epoch that is best on it is kept.
 */
public final class SpliceTrainer implements Trainer {
  private static final int UNITS = 16;
  private static final int PLACES = 16;

  /** Probability that dropout keeps a value. */
  private static final double KEEP = 0.7;

  private static final int EPOCHS = 8;
  private static final int BATCH = 32;
  private static final int HELD = 354;
  private static final double RATE = 4e-3;

  /** Made by the {@code ServiceLoader}. */
  public SpliceTrainer() {}

  @Override
  public String id() {
    return "splice";
  }

  @Override
  public String train(Path output, long seed, Progress progress) {
    InputException.check(
        output.getFileName().toString().endsWith(".zip"),
        "A model is written as a .zip file, not as %s.",
        output);
    long start = System.nanoTime();
    Splice all = Splice.train();
    Splice train = all.range(0, all.size() - HELD);
    Splice held = all.range(all.size() - HELD, all.size());
    MultiLayerNetwork model = model(seed);
    INDArray best = model.params().dup();
    int bestCorrect = -1;
    SplitRandom random = SplitRandom.of(seed).split("splice-training");
    progress.begin("training", EPOCHS);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      model.setLearningRate(RATE / (1 + epoch / 3));
      epoch(model, train, random.split(epoch));
      int correct = correct(Dl4jImporter.convert(model), held);
      if (correct > bestCorrect) {
        bestCorrect = correct;
        best.assign(model.params());
      }
      progress.advance(1);
    }
    progress.end();
    model.setParams(best);
    Network network = Dl4jImporter.convert(model);
    Splice test = Splice.test();
    Proportion accuracy = Proportion.of(correct(network, test), test.size());
    double seconds = (System.nanoTime() - start) / 1e9;
    write(output, model, network, accuracy, seed, seconds);
    return String.format(
        Locale.ROOT,
        "%.2f %% of %d test windows are right (95 %% interval %.2f to %.2f %%) after %d epochs in"
            + " %.0f s.",
        100 * accuracy.value(),
        test.size(),
        100 * accuracy.low(),
        100 * accuracy.high(),
        EPOCHS,
        seconds);
  }

  private static MultiLayerNetwork model(long seed) {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .updater(new Adam(RATE))
                .weightInit(WeightInit.XAVIER)
                .list()
                .layer(
                    new LSTM.Builder().name("lstm").nOut(UNITS).activation(Activation.TANH).build())
                .layer(
                    new Convolution1DLayer.Builder(Splice.LENGTH, 1)
                        .name("places")
                        .nOut(PLACES)
                        .activation(Activation.RELU)
                        .dropOut(KEEP)
                        .build())
                .layer(new GlobalPoolingLayer.Builder(PoolingType.MAX).name("pool").build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("junction")
                        .nOut(Splice.CLASSES.size())
                        .activation(Activation.SOFTMAX)
                        .dropOut(KEEP)
                        .build())
                .setInputType(InputType.recurrent(Splice.LETTERS.length(), Splice.LENGTH))
                .build());
    model.init();
    return model;
  }

  private static void epoch(MultiLayerNetwork model, Splice train, SplitRandom random) {
    int[] order = random.permutation(train.size());
    float[] values = Host.floats(train.inputs());
    int row = Splice.LETTERS.length() * Splice.LENGTH;
    for (int from = 0; from < order.length; from += BATCH) {
      int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH));
      float[] batch = new float[rows.length * row];
      float[] labels = new float[rows.length * Splice.CLASSES.size()];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, rows[i] * row, batch, i * row, row);
        labels[i * Splice.CLASSES.size() + train.labels()[rows[i]]] = 1;
      }
      model.fit(
          Host.array(batch, rows.length, Splice.LETTERS.length(), Splice.LENGTH),
          Host.array(labels, rows.length, Splice.CLASSES.size()));
    }
  }

  private static int correct(Network network, Splice windows) {
    INDArray best = network.predict(windows.inputs()).argMax(1);
    int correct = 0;
    for (int i = 0; i < windows.size(); i++) {
      correct += best.getInt(i) == windows.labels()[i] ? 1 : 0;
    }
    return correct;
  }

  private static void write(
      Path zip,
      MultiLayerNetwork model,
      Network network,
      Proportion accuracy,
      long seed,
      double seconds) {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("experiment", "splice");
    provenance.put("seed", seed);
    provenance.put("units", UNITS);
    provenance.put("epochs", EPOCHS);
    provenance.put("testAccuracy", accuracy);
    provenance.put("seconds", Math.round(seconds));
    provenance.put("model", network.hash());
    provenance.put("data", Splice.hash());
    provenance.put("environment", Provenance.environment("dl4j"));
    provenance.put("time", Provenance.now());
    TrainedModel.write(zip, model, provenance);
  }
}
