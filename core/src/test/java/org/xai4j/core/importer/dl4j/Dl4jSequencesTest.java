package org.xai4j.core.importer.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.xai4j.core.importer.dl4j.Dl4jCases.close;
import static org.xai4j.core.importer.dl4j.Dl4jCases.ids;
import static org.xai4j.core.importer.dl4j.Dl4jCases.model;
import static org.xai4j.core.importer.dl4j.Dl4jCases.same;

import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.conf.layers.misc.RepeatVector;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.core.network.Network;

/** Embeddings, recurrent layers and attention of Deeplearning4j, against its own outputs. */
class Dl4jSequencesTest {
  private static Layer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(3)
        .activation(Activation.SOFTMAX)
        .build();
  }

  @Test
  void embeddings() {
    MultiLayerNetwork one =
        model(
            null,
            new EmbeddingLayer.Builder().nIn(11).nOut(4).hasBias(true).build(),
            new OutputLayer.Builder(LossFunction.MSE).nIn(4).nOut(2).build());
    Network network = Dl4jImporter.convert(one);
    INDArray id = ids(1, 11, 5, 1);
    close(one.output(id.dup(), false), network.predict(id));
    MultiLayerNetwork many =
        model(
            InputType.recurrent(11),
            new EmbeddingSequenceLayer.Builder().nIn(11).nOut(4).build(),
            new LSTM.Builder().nOut(3).build(),
            new GlobalPoolingLayer.Builder(PoolingType.AVG).build(),
            output());
    network = Dl4jImporter.convert(many);
    INDArray x = ids(2, 11, 5, 7);
    close(many.output(x.dup(), false), network.predict(x));
    assertTrue(network.tokens());
  }

  @ParameterizedTest
  @EnumSource(RNNFormat.class)
  void recurrent(RNNFormat format) {
    long[] row = format == RNNFormat.NWC ? new long[] {7, 3} : new long[] {3, 7};
    Layer output =
        new RnnOutputLayer.Builder(LossFunction.MCXENT)
            .nOut(2)
            .activation(Activation.SOFTMAX)
            .dataFormat(format)
            .build();
    Layer lstm = new LSTM.Builder().nOut(4).gateActivationFunction(Activation.HARDSIGMOID).build();
    Layer simple = new SimpleRnn.Builder().nOut(5).build();
    Network network = same(model(InputType.recurrent(3, format), lstm, simple, output), row);
    assertEquals("Softmax", network.output().layer().type());
  }

  @ParameterizedTest
  @EnumSource(Bidirectional.Mode.class)
  void bidirectional(Bidirectional.Mode mode) {
    Layer lstm = new Bidirectional(mode, new LSTM.Builder().nOut(4).build());
    Layer simple = new Bidirectional(mode, new SimpleRnn.Builder().nOut(3).build());
    same(model(InputType.recurrent(3), lstm, new LastTimeStep(simple), output()), 3, 7);
  }

  @Test
  void lastStepAndDenseBetweenSteps() {
    same(
        model(
            InputType.recurrent(3),
            new SimpleRnn.Builder().nOut(4).build(),
            new DenseLayer.Builder().nOut(5).activation(Activation.RELU).build(),
            new LastTimeStep(new LSTM.Builder().nOut(4).build()),
            output()),
        3,
        6);
  }

  @Test
  void repeatedVectorAndAttention() {
    same(
        model(
            InputType.feedForward(4),
            new RepeatVector.Builder(5).build(),
            new LSTM.Builder().nOut(4).build(),
            new LastTimeStep(new SimpleRnn.Builder().nOut(3).build()),
            output()),
        4);
    for (boolean project : new boolean[] {true, false}) {
      SelfAttentionLayer.Builder attention =
          new SelfAttentionLayer.Builder().nHeads(project ? 2 : 1).projectInput(project);
      same(
          model(
              InputType.recurrent(4, 6),
              (project ? attention.nOut(6).headSize(3) : attention).build(),
              new GlobalPoolingLayer.Builder(PoolingType.MAX).build(),
              output()),
          4,
          6);
    }
  }
}
