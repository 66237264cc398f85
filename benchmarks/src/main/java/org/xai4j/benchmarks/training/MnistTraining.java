package org.xai4j.benchmarks.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.data.Mnist;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.run.SplitRandom;

/**
 * Trains the digit classifier with Deeplearning4j: two convolutions with max-pooling, a dense layer
 * and a softmax, on digits shifted at random by up to two pixels. It stops early on the last tenth
 * of the training digits, which it does not learn from, and keeps the best epoch.
 */
public final class MnistTraining {
  private static final int SIDE = 28;

  private final Mnist train;
  private final Mnist validation;
  private final Settings settings;

  /**
   * How to train.
   *
   * @param epochs at most
   * @param patience epochs without a better validation accuracy before it stops
   * @param batch digits per step
   * @param rate Adam's learning rate at the start; it halves in every epoch without progress
   * @param shift largest shift of a digit in pixels
   */
  public record Settings(int epochs, int patience, int batch, double rate, int shift) {
    /**
     * The settings of the shipped model.
     *
     * @return 20 epochs at most
     */
    public static Settings standard() {
      return new Settings(20, 4, 64, 2e-3, 2);
    }
  }

  /**
   * What training gave.
   *
   * @param accuracy share of correct test digits, with its 95 % interval
   * @param epochs run, the kept one included
   * @param seconds wall-clock time
   * @param message one sentence for people
   */
  public record Result(Proportion accuracy, int epochs, double seconds, String message) {}

  private MnistTraining(Mnist digits, Settings settings) {
    int held = digits.size() / 10;
    this.train = digits.rows(0, digits.size() - held);
    this.validation = digits.rows(digits.size() - held, digits.size());
    this.settings = settings;
  }

  /**
   * Trains on 8,000 digits, tests on the other 2,000 and writes the model.
   *
   * @param outputZip file of the model; its provenance is written beside it as {@code .json}
   * @param seed of all randomness
   * @param progress hears the epochs
   * @return accuracy and cost
   * @throws InputException if the file cannot be written
   */
  public static Result run(Path outputZip, long seed, Progress progress) {
    return run(outputZip, seed, progress, Mnist.train(), Mnist.test(), Settings.standard());
  }

  static Result run(
      Path outputZip, long seed, Progress progress, Mnist digits, Mnist test, Settings settings) {
    InputException.check(
        outputZip.getFileName().toString().endsWith(".zip"),
        "A model is written as a .zip file, not as %s.",
        outputZip);
    Path folder = outputZip.toAbsolutePath().getParent();
    InputException.check(
        folder != null && Files.isDirectory(folder) && Files.isWritable(folder),
        "The folder of %s does not exist or is not writable.",
        outputZip);
    long start = System.nanoTime();
    MultiLayerNetwork model = model(seed, settings);
    int epochs = new MnistTraining(digits, settings).fit(model, seed, progress);
    Network network = Dl4jImporter.convert(model);
    Proportion accuracy = Proportion.of(correct(network, test), test.size());
    double seconds = (System.nanoTime() - start) / 1e9;
    Result result =
        new Result(
            accuracy,
            epochs,
            seconds,
            String.format(
                Locale.ROOT,
                "%.2f %% of %d test digits are right (95 %% interval %.2f to %.2f %%) after %d"
                    + " epochs in %.0f s.",
                100 * accuracy.value(),
                test.size(),
                100 * accuracy.low(),
                100 * accuracy.high(),
                epochs,
                seconds));
    write(outputZip, model, network, result, seed, settings);
    return result;
  }

  private static MultiLayerNetwork model(long seed, Settings settings) {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(Seeds.fixed(seed))
                .updater(new Adam(settings.rate()))
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).name("conv1").nOut(16).build())
                .layer(pool("pool1"))
                .layer(new ConvolutionLayer.Builder(5, 5).name("conv2").nOut(32).build())
                .layer(pool("pool2"))
                .layer(new DenseLayer.Builder().name("dense").nOut(128).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("digit")
                        .nOut(Mnist.CLASSES)
                        .weightInit(WeightInit.XAVIER)
                        .activation(Activation.SOFTMAX)
                        .dropOut(0.5)
                        .build())
                .setInputType(InputType.convolutional(SIDE, SIDE, 1))
                .build());
    model.init();
    return model;
  }

  private static SubsamplingLayer pool(String name) {
    return new SubsamplingLayer.Builder(PoolingType.MAX)
        .name(name)
        .kernelSize(2, 2)
        .stride(2, 2)
        .build();
  }

  /** Trains and leaves the model with the parameters of its best epoch. */
  private int fit(MultiLayerNetwork model, long seed, Progress progress) {
    SplitRandom random = SplitRandom.of(seed).split("mnist-training");
    float[] pixels = NdArrays.floats(train.images());
    INDArray best = model.params().dup();
    int bestCorrect = -1;
    int stale = 0;
    int epoch = 0;
    double rate = settings.rate();
    progress.begin("training", settings.epochs());
    while (epoch < settings.epochs() && stale < settings.patience()) {
      epoch(model, pixels, random.split(epoch));
      epoch++;
      int correct = correct(Dl4jImporter.convert(model), validation);
      if (correct > bestCorrect) {
        bestCorrect = correct;
        best.assign(model.params());
        stale = 0;
      } else {
        stale++;
        rate /= 2;
        model.setLearningRate(rate);
      }
      progress.advance(1);
    }
    progress.end();
    model.setParams(best);
    return epoch;
  }

  private void epoch(MultiLayerNetwork model, float[] pixels, SplitRandom random) {
    int[] order = random.split("order").permutation(train.size());
    SplitRandom shifts = random.split("shifts");
    for (int from = 0; from < order.length; from += settings.batch()) {
      int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + settings.batch()));
      float[] images = new float[rows.length * SIDE * SIDE];
      float[] labels = new float[rows.length * Mnist.CLASSES];
      for (int i = 0; i < rows.length; i++) {
        int dy = shifts.nextInt(2 * settings.shift() + 1) - settings.shift();
        int dx = shifts.nextInt(2 * settings.shift() + 1) - settings.shift();
        shift(pixels, rows[i], images, i, dy, dx);
        labels[i * Mnist.CLASSES + train.labels()[rows[i]]] = 1;
      }
      model.fit(
          NdArrays.array(images, rows.length, 1, SIDE, SIDE),
          NdArrays.array(labels, rows.length, Mnist.CLASSES));
    }
  }

  private static void shift(float[] from, int row, float[] to, int place, int dy, int dx) {
    for (int y = Math.max(0, dy); y < Math.min(SIDE, SIDE + dy); y++) {
      for (int x = Math.max(0, dx); x < Math.min(SIDE, SIDE + dx); x++) {
        to[(place * SIDE + y) * SIDE + x] = from[(row * SIDE + y - dy) * SIDE + x - dx];
      }
    }
  }

  /** How many digits a network gets right. */
  static int correct(Network network, Mnist digits) {
    double[] scores = NdArrays.doubles(network.predict(digits.images()));
    int correct = 0;
    for (int i = 0; i < digits.size(); i++) {
      int best = 0;
      for (int k = 1; k < Mnist.CLASSES; k++) {
        if (scores[i * Mnist.CLASSES + k] > scores[i * Mnist.CLASSES + best]) {
          best = k;
        }
      }
      correct += best == digits.labels()[i] ? 1 : 0;
    }
    return correct;
  }

  private static void write(
      Path zip,
      MultiLayerNetwork model,
      Network network,
      Result result,
      long seed,
      Settings settings) {
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("experiment", "mnist");
    provenance.put("seed", seed);
    provenance.put("settings", settings);
    provenance.put("testAccuracy", result.accuracy());
    provenance.put("epochs", result.epochs());
    provenance.put("seconds", Math.round(result.seconds()));
    provenance.put("model", network.hash());
    provenance.put("data", Mnist.hash());
    provenance.put("environment", Provenance.environment("dl4j"));
    provenance.put("time", Provenance.now());
    TrainedModel.write(zip, model, provenance);
  }
}
