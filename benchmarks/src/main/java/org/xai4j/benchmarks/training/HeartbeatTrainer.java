package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.data.HeartbeatData;
import org.xai4j.benchmarks.data.Heartbeats;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.run.SplitRandom;

/**
 * Trains an autoencoder of heartbeats with Deeplearning4j on normal beats only: 96 values, 48, 6,
 * 48 and 96 again. What it cannot give back well is an anomaly.
 */
public final class HeartbeatTrainer implements Trainer {
  private static final int EPOCHS = 120;
  private static final int BATCH = 32;
  private static final double RATE = 2e-3;
  private static final int HIDDEN = 48;
  private static final int CODE = 6;

  /** Made by the {@code ServiceLoader}. */
  public HeartbeatTrainer() {}

  @Override
  public String id() {
    return "anomaly";
  }

  @Override
  public String train(Path output, long seed, Progress progress) {
    return train(output, seed, progress, HeartbeatData.normal(), EPOCHS);
  }

  static String train(Path output, long seed, Progress progress, Heartbeats normal, int epochs) {
    InputException.check(
        output.getFileName().toString().endsWith(".zip"),
        "A model is written as a .zip file, not as %s.",
        output);
    long start = System.nanoTime();
    MultiLayerNetwork model = model(seed);
    float[] values = NdArrays.floats(normal.inputs());
    SplitRandom random = SplitRandom.of(seed).split("heartbeats");
    progress.begin("training", epochs);
    for (int epoch = 0; epoch < epochs; epoch++) {
      model.setLearningRate(RATE * (epoch < epochs / 2 ? 1 : 0.25));
      int[] order = random.split(epoch).permutation(normal.labels().length);
      for (int from = 0; from < order.length; from += BATCH) {
        int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH));
        float[] x = new float[rows.length * Heartbeats.LENGTH];
        for (int i = 0; i < rows.length; i++) {
          System.arraycopy(
              values, rows[i] * Heartbeats.LENGTH, x, i * Heartbeats.LENGTH, Heartbeats.LENGTH);
        }
        INDArray batch = NdArrays.array(x, rows.length, Heartbeats.LENGTH);
        model.fit(batch, batch);
      }
      progress.advance(1);
    }
    progress.end();
    Network network = Dl4jImporter.convert(model);
    Heartbeats test = HeartbeatData.beats();
    int[] anomalous = Arrays.stream(test.labels()).map(l -> l == 0 ? 0 : 1).toArray();
    Auc auc = Auc.of(errors(network, test.inputs()), anomalous);
    double seconds = (System.nanoTime() - start) / 1e9;
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("experiment", "heartbeats");
    provenance.put("seed", seed);
    provenance.put("epochs", epochs);
    provenance.put("units", "96-" + HIDDEN + "-" + CODE + "-" + HIDDEN + "-96");
    provenance.put("testAuc", auc);
    provenance.put("seconds", Math.round(seconds));
    provenance.put("model", network.hash());
    provenance.put("data", Digest.of(normal.inputs()));
    provenance.put("environment", Provenance.environment("dl4j"));
    provenance.put("time", Provenance.now());
    TrainedModel.write(output, model, provenance);
    return String.format(
        Locale.ROOT,
        "Its error tells %d anomalous beats from normal ones with an area under the ROC curve of"
            + " %.3f (95 %% interval %.3f to %.3f) after %d epochs in %.0f s.",
        Arrays.stream(anomalous).sum(),
        auc.value(),
        auc.low(),
        auc.high(),
        epochs,
        seconds);
  }

  private static MultiLayerNetwork model(long seed) {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(Seeds.fixed(seed))
                .updater(new Adam(RATE))
                .weightInit(WeightInit.XAVIER)
                .list()
                .layer(dense("encoder", Heartbeats.LENGTH, HIDDEN, Activation.TANH))
                .layer(dense("code", HIDDEN, CODE, Activation.IDENTITY))
                .layer(dense("decoder", CODE, HIDDEN, Activation.TANH))
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .name("beat")
                        .nIn(HIDDEN)
                        .nOut(Heartbeats.LENGTH)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
    model.init();
    return model;
  }

  private static DenseLayer dense(String name, int in, int out, Activation activation) {
    return new DenseLayer.Builder().name(name).nIn(in).nOut(out).activation(activation).build();
  }

  /**
   * How badly an autoencoder gives rows back.
   *
   * @param autoencoder any
   * @param inputs its rows
   * @return the mean squared error of each
   */
  public static double[] errors(Network autoencoder, INDArray inputs) {
    double[][] x = NdArrays.rows(inputs);
    double[][] y = NdArrays.rows(autoencoder.predict(inputs));
    double[] errors = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[i].length; j++) {
        errors[i] += (y[i][j] - x[i][j]) * (y[i][j] - x[i][j]) / x[i].length;
      }
    }
    return errors;
  }
}
