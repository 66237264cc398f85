package org.xai4j.benchmarks.training;

import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.SplitRandom;

/** Small dense networks for digits that differ in their activation only. */
public final class DigitNetworks {
  private static final int SIDE = 28;
  private static final int PIXELS = SIDE * SIDE;
  private static final int BATCH = 64;

  /** The activations, by their names in Deeplearning4j. */
  public static final List<String> ACTIVATIONS =
      List.of("relu", "leakyrelu", "tanh", "sigmoid", "gelu", "swish");

  private DigitNetworks() {}

  /**
   * Trains 784 → 128 → 64 → 10 units with Deeplearning4j, by Adam at rate 0.002 in batches of 64.
   *
   * @param activation of both hidden layers, one of {@link #ACTIVATIONS}
   * @param digits learnt from
   * @param epochs over all digits
   * @param seed of weights and order
   * @return the trained model
   */
  public static MultiLayerNetwork train(String activation, Mnist digits, int epochs, long seed) {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(Seeds.fixed(seed))
                .updater(new Adam(2e-3))
                .weightInit(WeightInit.XAVIER)
                .activation(Activation.fromString(activation))
                .list()
                .layer(new DenseLayer.Builder().name("dense1").nOut(128).build())
                .layer(new DenseLayer.Builder().name("dense2").nOut(64).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("digit")
                        .nOut(Mnist.CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 1))
                .build());
    model.init();
    SplitRandom random = SplitRandom.of(seed).split("digit-networks");
    float[] pixels = NdArrays.floats(digits.images());
    for (int epoch = 0; epoch < epochs; epoch++) {
      int[] order = random.split(epoch).permutation(digits.size());
      for (int from = 0; from < order.length; from += BATCH) {
        int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + BATCH));
        float[] images = new float[rows.length * PIXELS];
        float[] labels = new float[rows.length * Mnist.CLASSES];
        for (int i = 0; i < rows.length; i++) {
          System.arraycopy(pixels, rows[i] * PIXELS, images, i * PIXELS, PIXELS);
          labels[i * Mnist.CLASSES + digits.labels()[rows[i]]] = 1;
        }
        model.fit(
            NdArrays.array(images, rows.length, 1, SIDE, SIDE),
            NdArrays.array(labels, rows.length, Mnist.CLASSES));
      }
    }
    return model;
  }
}
