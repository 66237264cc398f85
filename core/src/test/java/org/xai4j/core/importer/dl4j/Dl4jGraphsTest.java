package org.xai4j.core.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.xai4j.core.importer.dl4j.Dl4jCases.same;

import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.graph.ShiftVertex;
import org.deeplearning4j.nn.conf.graph.SubsetVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.core.run.InputException;

class Dl4jGraphsTest {
  private static ComputationGraph graph(InputType input, UnaryOperator<GraphBuilder> build) {
    GraphBuilder builder =
        new NeuralNetConfiguration.Builder().seed(7).graphBuilder().addInputs("in");
    ComputationGraph model =
        new ComputationGraph(build.apply(builder).setOutputs("out").setInputTypes(input).build());
    model.init();
    for (int i = 0; i < model.getNumLayers(); i++) {
      Dl4jCases.randomise(model.getLayer(i).paramTable(), i);
    }
    return model;
  }

  private static Layer dense(int out) {
    return new DenseLayer.Builder().nOut(out).activation(Activation.TANH).build();
  }

  private static Layer convolution(int out) {
    return new ConvolutionLayer.Builder(3, 3)
        .nOut(out)
        .convolutionMode(ConvolutionMode.Same)
        .activation(Activation.RELU)
        .build();
  }

  private static Layer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  @ParameterizedTest
  @EnumSource(ElementWiseVertex.Op.class)
  void elementwise(ElementWiseVertex.Op op) {
    same(
        graph(
            InputType.feedForward(4),
            g -> {
              g.addLayer("a", dense(5), "in").addLayer("b", dense(5), "in");
              if (op == ElementWiseVertex.Op.Subtract) {
                g.addVertex("v", new ElementWiseVertex(op), "a", "b");
              } else {
                g.addLayer("c", dense(5), "a");
                g.addVertex("v", new ElementWiseVertex(op), "a", "b", "c");
              }
              return g.addLayer("out", output(), "v");
            }),
        4);
  }

  @Test
  void residualBlockWithMerge() {
    same(
        graph(
            InputType.convolutional(6, 5, 2),
            g ->
                g.addLayer("a", convolution(4), "in")
                    .addLayer("bn", new BatchNormalization.Builder().build(), "a")
                    .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "a", "bn")
                    .addLayer("b", convolution(3), "in")
                    .addVertex("merge", new MergeVertex(), "sum", "b")
                    .addLayer(
                        "pool", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "merge")
                    .addVertex("part", new SubsetVertex(1, 5), "pool")
                    .addLayer("out", output(), "part")),
        2,
        6,
        5);
  }

  @Test
  void numbersReshapesAndPreprocessors() {
    same(
        graph(
            InputType.convolutional(6, 5, 2),
            g ->
                g.addLayer("a", convolution(4), "in")
                    .addVertex("scale", new ScaleVertex(0.5), "a")
                    .addVertex("shift", new ShiftVertex(0.25), "scale")
                    .addVertex(
                        "flat",
                        new PreprocessorVertex(new CnnToFeedForwardPreProcessor(6, 5, 4)),
                        "shift")
                    .addVertex("half", new ReshapeVertex(-1, 120), "flat")
                    .addLayer("out", output(), "half")),
        2,
        6,
        5);
  }

  @Test
  void lastStepOfSequences() {
    same(
        graph(
            InputType.recurrent(3),
            g ->
                g.addLayer("lstm", new LSTM.Builder().nOut(4).build(), "in")
                    .addLayer("more", new LSTM.Builder().nOut(2).build(), "in")
                    .addVertex("merge", new MergeVertex(), "lstm", "more")
                    .addVertex("last", new LastTimeStepVertex("in"), "merge")
                    .addLayer("out", output(), "last")),
        3,
        6);
  }

  @Test
  void refusesSeveralInputsAndUnknownVertices() {
    ComputationGraph two =
        new ComputationGraph(
            new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("left", "right")
                .addVertex("merge", new MergeVertex(), "left", "right")
                .addLayer("out", output(), "merge")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(2), InputType.feedForward(3))
                .build());
    two.init();
    assertEquals(
        "The model has the inputs left, right; only models with one input can be explained.",
        assertThrows(InputException.class, () -> Dl4jImporter.convert(two)).getMessage());
    ComputationGraph norm =
        graph(
            InputType.feedForward(4),
            g ->
                g.addVertex("norm", new L2NormalizeVertex(), "in")
                    .addLayer("out", output(), "norm"));
    String message =
        assertThrows(InputException.class, () -> Dl4jImporter.convert(norm)).getMessage();
    assertTrue(message.contains("'norm' is a L2NormalizeVertex"), message);
  }
}
