package org.xai4j.benchmarks.training;

import java.util.Locale;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.data.Sentiment;

/** Networks that read word ids [n, time] and tell a class. */
final class WordNetwork {
  private static final int DIMENSION = 16;
  private static final int UNITS = 16;
  private static final int FILTERS = 32;
  private static final int WIDTH = 3;

  /** Standard deviation of the words' vectors before training. */
  private static final double SPREAD = 0.1;

  /** Probability that dropout keeps a value. */
  private static final double KEEP = 0.5;

  private WordNetwork() {}

  /** What reads the embedded words. */
  enum Kind {
    /** An LSTM, whose last state is classified. */
    LSTM,
    /** Convolutions over three words, whose maximum over the sentence is classified. */
    CNN,
    /** {@link WordEncoder}. */
    ENCODER;

    /** What a model's file ends in, behind the name that was asked for. */
    String suffix() {
      return this == LSTM ? "" : "-" + name().toLowerCase(Locale.ROOT);
    }

    /**
     * A network with random weights.
     *
     * @param words number of ids
     * @param seed of the weights
     * @param rate of the updater
     * @return to be trained
     */
    Learner model(int words, long seed, double rate) {
      return this == ENCODER
          ? new Learner.Graph(WordEncoder.model(words, seed, rate))
          : new Learner.Stack(stack(words, seed, rate));
    }

    private MultiLayerNetwork stack(int words, long seed, double rate) {
      NeuralNetConfiguration.ListBuilder layers =
          new NeuralNetConfiguration.Builder()
              .seed(Seeds.fixed(seed))
              .updater(new Adam(rate))
              .weightInit(WeightInit.XAVIER)
              .list()
              .layer(
                  new EmbeddingSequenceLayer.Builder()
                      .name("words")
                      .nIn(words)
                      .nOut(DIMENSION)
                      .inputLength(Sentiment.LENGTH)
                      .hasBias(false)
                      .weightInit(new NormalDistribution(0, SPREAD))
                      .build());
      if (this == LSTM) {
        layers.layer(
            new LastTimeStep(
                new LSTM.Builder()
                    .name("lstm")
                    .nIn(DIMENSION)
                    .nOut(UNITS)
                    .activation(Activation.TANH)
                    .dropOut(KEEP)
                    .build()));
      } else {
        layers
            .layer(
                new Convolution1DLayer.Builder(WIDTH, 1)
                    .name("phrases")
                    .nIn(DIMENSION)
                    .nOut(FILTERS)
                    .convolutionMode(ConvolutionMode.Same)
                    .activation(Activation.RELU)
                    .dropOut(KEEP)
                    .build())
            .layer(new GlobalPoolingLayer.Builder(PoolingType.MAX).name("strongest").build());
      }
      MultiLayerNetwork model =
          new MultiLayerNetwork(
              layers
                  .layer(
                      new OutputLayer.Builder(LossFunction.MCXENT)
                          .name("sentiment")
                          .nIn(this == LSTM ? UNITS : FILTERS)
                          .nOut(Sentiment.CLASSES.size())
                          .activation(Activation.SOFTMAX)
                          .dropOut(KEEP)
                          .build())
                  .build());
      model.init();
      return model;
    }
  }
}
