package org.xai4j.benchmarks.training;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SeparableConvolution2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.layer.Layer;
import org.xai4j.core.layer.Reshape;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.NetworkBuilder;
import org.xai4j.core.network.Node;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.SplitRandom;

/** Convolutional networks for epochs [n, channels, times] of two classes. */
public enum EegNetwork {
  /**
   * Filters over all electrodes, then filters over time that do not overlap, then a dense layer
   * (after Cecotti and Gräser 2011, doi:10.1109/TPAMI.2010.125).
   */
  CNN {
    @Override
    void layers(NeuralNetConfiguration.ListBuilder to, int channels, int times) {
      int width = Math.max(2, times / 6);
      to.layer(convolution("electrodes", 10, channels, 1).activation(Activation.TANH).build())
          .layer(
              convolution("time", 20, 1, width)
                  .stride(1, width)
                  .activation(Activation.TANH)
                  .build())
          .layer(new DropoutLayer.Builder(KEEP).name("dropout").build())
          .layer(
              new DenseLayer.Builder().name("dense").nOut(30).activation(Activation.TANH).build());
    }
  },

  /**
   * EEGNet-4,2 (Lawhern et al. 2018, doi:10.1088/1741-2552/aace8c): four filters over time, for
   * each of them two filters over electrodes, then separable filters over time, with batch
   * normalisation and average pooling.
   */
  EEGNET {
    @Override
    void layers(NeuralNetConfiguration.ListBuilder to, int channels, int times) {
      int quarter = Math.max(3, times / 4 | 1);
      to.layer(
              convolution("time", 4, 1, quarter)
                  .convolutionMode(ConvolutionMode.Same)
                  .hasBias(false)
                  .build())
          .layer(new BatchNormalization.Builder().name("norm1").build())
          .layer(
              new DepthwiseConvolution2D.Builder(channels, 1)
                  .name("electrodes")
                  .depthMultiplier(2)
                  .nOut(8)
                  .hasBias(false)
                  .activation(Activation.IDENTITY)
                  .build())
          .layer(new BatchNormalization.Builder().name("norm2").build())
          .layer(new ActivationLayer.Builder().name("elu1").activation(Activation.ELU).build())
          .layer(pool("pool1", 4))
          .layer(new DropoutLayer.Builder(KEEP).name("dropout1").build())
          .layer(
              new SeparableConvolution2D.Builder(1, 7)
                  .name("separable")
                  .nOut(8)
                  .hasBias(false)
                  .convolutionMode(ConvolutionMode.Same)
                  .activation(Activation.IDENTITY)
                  .build())
          .layer(new BatchNormalization.Builder().name("norm3").build())
          .layer(new ActivationLayer.Builder().name("elu2").activation(Activation.ELU).build())
          .layer(pool("pool2", 2))
          .layer(new DropoutLayer.Builder(KEEP).name("dropout2").build());
    }
  };

  /** Probability that dropout keeps a value. */
  private static final double KEEP = 0.6;

  private static final double RATE = 2e-3;

  abstract void layers(NeuralNetConfiguration.ListBuilder to, int channels, int times);

  private static ConvolutionLayer.Builder convolution(
      String name, int maps, int height, int width) {
    return new ConvolutionLayer.Builder(height, width)
        .name(name)
        .nOut(maps)
        .activation(Activation.IDENTITY);
  }

  private static SubsamplingLayer pool(String name, int width) {
    return new SubsamplingLayer.Builder(PoolingType.AVG)
        .name(name)
        .kernelSize(1, width)
        .stride(1, width)
        .build();
  }

  /**
   * Trains the network with Deeplearning4j by Adam, until the loss on held-out epochs has not
   * fallen for some time.
   *
   * @param inputs FLOAT [n, channels, times] to learn from
   * @param labels their classes, 0 or 1
   * @param held FLOAT [m, channels, times], not learnt from
   * @param heldLabels their classes
   * @param epochs over all rows, at most
   * @param seed of weights, dropout and order
   * @return the network: FLOAT [n, channels, times] to probabilities [n, 2]
   */
  public Network train(
      INDArray inputs, int[] labels, INDArray held, int[] heldLabels, int epochs, long seed) {
    MultiLayerNetwork model = fitted(inputs, labels, held, heldLabels, epochs, seed);
    return behindReshape(Dl4jImporter.convert(model), (int) inputs.size(1), (int) inputs.size(2));
  }

  /**
   * The model of Deeplearning4j that {@link #train} makes a network of.
   *
   * @param inputs FLOAT [n, channels, times] to learn from
   * @param labels their classes, 0 or 1
   * @param held FLOAT [m, channels, times], not learnt from
   * @param heldLabels their classes
   * @param epochs over all rows, at most
   * @param seed of weights, dropout and order
   * @return takes pictures [n, 1, channels, times]
   */
  public MultiLayerNetwork fitted(
      INDArray inputs, int[] labels, INDArray held, int[] heldLabels, int epochs, long seed) {
    MultiLayerNetwork model = model((int) inputs.size(1), (int) inputs.size(2), seed);
    new Fitting(image(inputs), labels, 2)
        .fit(
            new Learner.Stack(model),
            new Fitting(image(held), heldLabels, 2),
            new Fitting.Settings(epochs, 6, 64, RATE, 0.9),
            SplitRandom.of(seed).split(name()),
            () -> {},
            Progress.SILENT);
    return model;
  }

  /**
   * The network before training: its structure.
   *
   * @param channels of the epochs
   * @param times of the epochs
   * @return with random weights
   */
  public Network untrained(int channels, int times) {
    return behindReshape(Dl4jImporter.convert(model(channels, times, 1)), channels, times);
  }

  private MultiLayerNetwork model(int channels, int times, long seed) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(Seeds.fixed(seed))
            .updater(new Adam(RATE))
            .weightInit(WeightInit.XAVIER)
            .l2(1e-3)
            .list();
    layers(list, channels, times);
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            list.layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("class")
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(channels, times, 1))
                .build());
    model.init();
    return model;
  }

  private static INDArray image(INDArray rows) {
    return rows.reshape('c', rows.size(0), 1, rows.size(1), rows.size(2));
  }

  /** The network of pictures [n, 1, channels, times] for epochs [n, channels, times]. */
  private static Network behindReshape(Network network, int channels, int times) {
    NetworkBuilder builder = Network.builder(channels, times);
    List<Integer> places = new ArrayList<>();
    for (Node node : network.nodes()) {
      Layer layer =
          places.isEmpty()
              ? new Reshape(List.of(0L, 1L, (long) channels, (long) times))
              : node.layer();
      int[] from =
          places.isEmpty() ? new int[] {0} : node.inputs().stream().mapToInt(places::get).toArray();
      places.add(builder.add(places.isEmpty() ? "picture" : node.name(), layer, from));
    }
    return builder.build(places.get(places.size() - 1));
  }
}
