package org.xai4j.benchmarks.training;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.data.Sentiment;

/**
 * A transformer encoder (Vaswani et al. 2017, arXiv:1706.03762) of one block that reads word ids
 * [n, time]: self-attention of two heads and two dense layers, each behind a normalised projection
 * and added to what went in. Where a word stands is told by a convolution over its neighbours (Chu
 * et al. 2021, arXiv:2102.10882); the maximum over the sentence is classified.
 */
final class WordEncoder {
  private static final int DIMENSION = 16;
  private static final int HEADS = 2;
  private static final int HIDDEN = 32;
  private static final int NEIGHBOURS = 3;

  /** Standard deviation of the words' vectors before training. */
  private static final double SPREAD = 0.1;

  /** Probability that dropout keeps a value. */
  private static final double KEEP = 0.5;

  private WordEncoder() {}

  /** A network with random weights, to be trained. */
  static ComputationGraph model(int words, long seed, double rate) {
    ComputationGraphConfiguration.GraphBuilder graph =
        new NeuralNetConfiguration.Builder()
            .seed(Seeds.fixed(seed))
            .updater(new Adam(rate))
            .weightInit(WeightInit.XAVIER)
            .graphBuilder()
            .addInputs("ids")
            // The embedding takes its number of ids from here.
            .setInputTypes(InputType.feedForward(words))
            .addLayer(
                "words",
                new EmbeddingSequenceLayer.Builder()
                    .nIn(words)
                    .nOut(DIMENSION)
                    .inputLength(Sentiment.LENGTH)
                    .hasBias(false)
                    .weightInit(new NormalDistribution(0, SPREAD))
                    .build(),
                "ids")
            .addLayer(
                "neighbours", over(NEIGHBOURS, DIMENSION, DIMENSION, Activation.RELU), "words")
            .addVertex(
                "placed", new ElementWiseVertex(ElementWiseVertex.Op.Add), "words", "neighbours")
            .addLayer("norm1", normalised(), "placed")
            .addLayer(
                "attention",
                new SelfAttentionLayer.Builder()
                    .nIn(DIMENSION)
                    .nOut(DIMENSION)
                    .nHeads(HEADS)
                    .projectInput(true)
                    .build(),
                "norm1")
            .addVertex(
                "seen", new ElementWiseVertex(ElementWiseVertex.Op.Add), "placed", "attention")
            .addLayer("norm2", normalised(), "seen")
            .addLayer("hidden", over(1, DIMENSION, HIDDEN, Activation.RELU), "norm2")
            .addLayer("back", over(1, HIDDEN, DIMENSION, Activation.IDENTITY), "hidden")
            .addVertex("thought", new ElementWiseVertex(ElementWiseVertex.Op.Add), "seen", "back")
            .addLayer(
                "strongest", new GlobalPoolingLayer.Builder(PoolingType.MAX).build(), "thought")
            .addLayer(
                "sentiment",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nIn(DIMENSION)
                    .nOut(Sentiment.CLASSES.size())
                    .activation(Activation.SOFTMAX)
                    .dropOut(KEEP)
                    .build(),
                "strongest")
            .setOutputs("sentiment");
    ComputationGraph model = new ComputationGraph(graph.build());
    model.init();
    return model;
  }

  private static Convolution1DLayer over(int width, int in, int out, Activation activation) {
    return new Convolution1DLayer.Builder(width, 1)
        .nIn(in)
        .nOut(out)
        .convolutionMode(ConvolutionMode.Same)
        .activation(activation)
        .build();
  }

  /** A projection of each word's vector, normalised. */
  private static DenseLayer normalised() {
    return new DenseLayer.Builder()
        .nIn(DIMENSION)
        .nOut(DIMENSION)
        .hasLayerNorm(true)
        .activation(Activation.IDENTITY)
        .build();
  }
}
