package org.xai4j.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.SplitRandom;

/** Twelve small random pictures of three classes, and a network for them. */
public final class TinyData implements Dataset {
  @Override
  public String id() {
    return "tiny";
  }

  @Override
  public String noun() {
    return "small pictures";
  }

  @Override
  public Kind kind() {
    return Kind.IMAGE;
  }

  @Override
  public Samples test() {
    int[] labels = new int[12];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = i % 3;
    }
    return new Samples(inputs(12), labels, List.of("a & b", "<c>", "d"));
  }

  /** Random pictures [n, 1, 6, 6]. */
  public static INDArray inputs(int n) {
    SplitRandom random = SplitRandom.of(5);
    double[] flat = new double[n * 36];
    java.util.Arrays.setAll(flat, i -> random.nextDouble());
    return NdArrays.array(DataType.FLOAT, flat, n, 1, 6, 6);
  }

  /** Writes an untrained network that takes such pictures. */
  public static void writeModel(Path zip) {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(4)
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).name("conv").nOut(4).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("out")
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 1))
                .build());
    model.init();
    try {
      ModelSerializer.writeModel(model, zip.toFile(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
