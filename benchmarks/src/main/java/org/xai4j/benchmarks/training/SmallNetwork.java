package org.xai4j.benchmarks.training;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.SplitRandom;

/**
 * A small network for one-channel pictures: dense layers of 128 and 64 units, or two convolutions
 * of 16 maps of 3 × 3 before one of 64; rectifiers, and a softmax over the classes.
 *
 * @param side of the pictures
 * @param classes how many
 * @param convolutional whether it begins with convolutions
 * @param seed of weights and order
 */
public record SmallNetwork(int side, int classes, boolean convolutional, long seed) {
  private static final int BATCH = 64;
  private static final double RATE = 2e-3;

  private MultiLayerNetwork model() {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(Seeds.fixed(seed))
            .updater(new Adam(RATE))
            .weightInit(WeightInit.RELU)
            .activation(Activation.RELU)
            .list();
    if (convolutional) {
      layers
          .layer(new ConvolutionLayer.Builder(3, 3).name("conv1").nOut(16).build())
          .layer(new ConvolutionLayer.Builder(3, 3).name("conv2").stride(2, 2).nOut(16).build());
    } else {
      layers.layer(new DenseLayer.Builder().name("dense1").nOut(128).build());
    }
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            layers
                .layer(new DenseLayer.Builder().name("dense2").nOut(64).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("class")
                        .nOut(classes)
                        .weightInit(WeightInit.XAVIER)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(side, side, 1))
                .build());
    model.init();
    return model;
  }

  /**
   * Trains with Deeplearning4j by Adam in batches of 64.
   *
   * @param inputs FLOAT [n, 1, side, side]
   * @param labels class of each row
   * @param epochs over all rows
   * @return the parameters
   */
  public INDArray train(INDArray inputs, int[] labels, int epochs) {
    MultiLayerNetwork model = model();
    float[] pixels = NdArrays.floats(inputs);
    int d = side * side;
    SplitRandom random = SplitRandom.of(seed).split("small-network");
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = random.split(epoch).permutation(labels.length);
      for (int from = 0; from < order.length; from += BATCH) {
        int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH));
        float[] x = new float[rows.length * d];
        float[] y = new float[rows.length * classes];
        for (int i = 0; i < rows.length; i++) {
          System.arraycopy(pixels, rows[i] * d, x, i * d, d);
          y[i * classes + labels[rows[i]]] = 1;
        }
        model.fit(
            NdArrays.array(x, rows.length, 1, side, side), NdArrays.array(y, rows.length, classes));
      }
    }
    return model.params().dup('c');
  }

  /**
   * The network with trained parameters.
   *
   * @param parameters as {@link #train} gives them
   * @return the network
   */
  public Network with(INDArray parameters) {
    MultiLayerNetwork model = model();
    model.setParams(parameters);
    return Dl4jImporter.convert(model);
  }

  /**
   * The share of rows that a network gets right.
   *
   * @param network any classifier
   * @param inputs its rows
   * @param labels class of each
   * @return from 0 to 1
   */
  public static double accuracy(Network network, INDArray inputs, int[] labels) {
    double[] outputs = NdArrays.doubles(network.predict(inputs));
    int k = outputs.length / labels.length;
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < k; c++) {
        best = outputs[i * k + c] > outputs[i * k + best] ? c : best;
      }
      right += best == labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }
}
