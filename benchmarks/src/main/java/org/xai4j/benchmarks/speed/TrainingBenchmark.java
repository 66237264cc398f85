package org.xai4j.benchmarks.speed;

import java.util.concurrent.TimeUnit;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.SplitRandom;
import org.xai4j.rnn.language.Language;
import org.xai4j.rnn.language.Languages;
import org.xai4j.rnn.training.Architecture;
import org.xai4j.rnn.training.LanguageTrainer;
import org.xai4j.rnn.training.TrainedNetwork;
import org.xai4j.rnn.training.Training;

/**
 * Updates of an LSTM of 10 units on Tomita's fifth grammar, by our own loop and by Deeplearning4j,
 * each on one thread: Adam, 16 windows of 25 symbols. A row is a window.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class TrainingBenchmark {
  private static final int UPDATES = 50;
  private static final int WINDOW = 25;
  private static final int SYMBOLS = 3;

  /** What is trained. */
  @Param("LSTM")
  public String model = "LSTM";

  /** Windows of an update. */
  @Param("16")
  public int batch = 16;

  private final Language language = Languages.get("tomita5");
  private Training training = Training.standard(Architecture.LSTM);
  private MultiLayerNetwork network = network(training);
  private INDArray inputs = NdArrays.array(new float[1], 1);
  private INDArray targets = NdArrays.array(new float[1], 1);

  /** Builds the network and a batch. */
  @Setup
  public void prepare() {
    training = Training.standard(Architecture.LSTM).withUpdates(UPDATES);
    network = network(training);
    float[] hot = new float[batch * SYMBOLS * WINDOW];
    float[] wanted = new float[batch * 2 * WINDOW];
    SplitRandom random = SplitRandom.of(1);
    for (int b = 0; b < batch; b++) {
      for (int t = 0; t < WINDOW; t++) {
        hot[(b * SYMBOLS + random.nextInt(SYMBOLS)) * WINDOW + t] = 1;
        wanted[(b * 2 + random.nextInt(2)) * WINDOW + t] = 1;
      }
    }
    inputs = NdArrays.array(hot, batch, SYMBOLS, WINDOW);
    targets = NdArrays.array(wanted, batch, 2, WINDOW);
  }

  private static MultiLayerNetwork network(Training training) {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(training.rate()))
                .list()
                .layer(
                    new LSTM.Builder().nOut(training.units()).activation(Activation.TANH).build())
                .layer(
                    new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(SYMBOLS))
                .build());
    network.init();
    return network;
  }

  /**
   * Fifty updates by our own loop.
   *
   * @param rows counter
   * @return the network
   */
  @Benchmark
  public TrainedNetwork ownLoop(EngineBenchmark.Rows rows) {
    TrainedNetwork trained = LanguageTrainer.train(training, language, 1);
    rows.rows += (long) UPDATES * batch;
    return trained;
  }

  /**
   * One update by Deeplearning4j.
   *
   * @param rows counter
   * @return the network
   */
  @Benchmark
  public MultiLayerNetwork deeplearning4j(EngineBenchmark.Rows rows) {
    network.fit(inputs, targets);
    rows.rows += batch;
    return network;
  }
}
