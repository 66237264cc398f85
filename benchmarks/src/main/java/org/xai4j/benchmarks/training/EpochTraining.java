package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.run.SplitRandom;

/**
 * Trains a network for epochs of an electroencephalogram that are series [n, channels, times], with
 * Deeplearning4j: filters over all electrodes, filters over time that do not overlap (after Cecotti
 * and Gräser 2011, doi:10.1109/TPAMI.2010.125), a linear layer over all places and a softmax.
 */
public final class EpochTraining {
  private static final int ELECTRODES = 8;
  private static final int MOMENTS = 12;

  /** Steps of a filter over time. */
  private static final int WIDTH = 6;

  private static final double KEEP = 0.6;

  private static final Fitting.Settings STANDARD = new Fitting.Settings(40, 8, 64, 2e-3, 0.99);

  private EpochTraining() {}

  /**
   * Trains and writes the network.
   *
   * @param output file of the model, named {@code .zip}
   * @param train rows to learn from
   * @param held rows that decide when training stops
   * @param facts for the provenance, beside settings, epochs and digests
   * @param seed of weights, dropout and order
   * @param progress hears the epochs
   * @return the network
   * @throws InputException if the file cannot be written
   */
  public static Network train(
      Path output,
      Samples train,
      Samples held,
      Map<String, Object> facts,
      long seed,
      Progress progress) {
    InputException.check(
        output.getFileName().toString().endsWith(".zip"),
        "A model is written as a .zip file, not as %s.",
        output);
    int channels = (int) train.inputs().size(1);
    int times = (int) train.inputs().size(2);
    MultiLayerNetwork model = model(channels, times, train.classes().size(), seed);
    int epochs =
        rows(train)
            .fit(
                model,
                rows(held),
                STANDARD,
                SplitRandom.of(seed).split("epoch-training"),
                () -> {},
                progress);
    Network network = Dl4jImporter.convert(model);
    Map<String, Object> provenance = new LinkedHashMap<>(facts);
    provenance.put("seed", seed);
    provenance.put("settings", STANDARD);
    provenance.put("epochs", epochs);
    provenance.put("model", network.hash());
    provenance.put("environment", Provenance.environment("dl4j"));
    provenance.put("time", Provenance.now());
    TrainedModel.write(output, model, provenance);
    return network;
  }

  private static Fitting rows(Samples samples) {
    return new Fitting(samples.inputs(), samples.labels(), samples.classes().size());
  }

  private static MultiLayerNetwork model(int channels, int times, int classes, long seed) {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(Seeds.fixed(seed))
                .updater(new Adam(STANDARD.rate()))
                .weightInit(WeightInit.XAVIER)
                .l2(1e-3)
                .convolutionMode(ConvolutionMode.Truncate)
                .list()
                .layer(filters("electrodes", ELECTRODES, 1, 1).activation(Activation.TANH).build())
                .layer(
                    filters("moments", MOMENTS, WIDTH, WIDTH).activation(Activation.TANH).build())
                .layer(
                    filters("places", classes, times / WIDTH, 1)
                        .activation(Activation.IDENTITY)
                        .dropOut(KEEP)
                        .build())
                .layer(new GlobalPoolingLayer.Builder(PoolingType.MAX).name("pool").build())
                .layer(
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .name("class")
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(channels, times))
                .build());
    model.init();
    return model;
  }

  private static Convolution1DLayer.Builder filters(String name, int count, int width, int step) {
    return new Convolution1DLayer.Builder(width, step).name(name).nOut(count);
  }
}
