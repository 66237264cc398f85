package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.data.TableEncoding;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.run.SplitRandom;

/**
 * Trains a classifier of table rows with Deeplearning4j: two hidden layers on standardised numbers
 * and indicators of categories, with dropout and weight decay. A fifth of the training rows decides
 * which epoch is kept; the epoch's parameters are those of the whole training with that many epochs
 * on the other rows.
 *
 * <p>The model that is written takes raw rows: its first layer holds {@link TableEncoding}.
 */
final class TableTraining {
  private TableTraining() {}

  /**
   * How to train.
   *
   * @param epochs at most
   * @param patience epochs without a lower validation loss before it stops
   * @param batch rows per step
   * @param rate of Adam
   * @param decay of the weights (L2)
   * @param hidden units of the two hidden layers
   */
  record Settings(
      int epochs, int patience, int batch, double rate, double decay, List<Integer> hidden) {}

  /**
   * The training of an experiment, on any rows and columns.
   *
   * @param name of the experiment
   * @param settings how to train
   */
  record Learner(String name, Settings settings) implements TableLearner {
    @Override
    public String words() {
      return "the network of " + name + ", by its own trainer";
    }

    @Override
    public Predictor learn(TableSchema schema, double[][] rows, int[] labels, long seed) {
      TableEncoding encoding = TableEncoding.of(schema, rows);
      MultiLayerNetwork model = model(encoding.width(), 2, settings, seed);
      Samples samples =
          new Samples(NdArrays.array(DataType.FLOAT, rows), labels, List.of("no", "yes"));
      fit(name, model, encoding, samples, settings, seed, Progress.SILENT);
      Network network = Dl4jImporter.convert(model);
      return inputs ->
          network.predict(NdArrays.array(DataType.FLOAT, encoding.encode(NdArrays.rows(inputs))));
    }
  }

  /**
   * Trains and writes a model.
   *
   * @param name of the experiment
   * @param data rows and columns
   * @param settings how to train
   * @param output file of the model; its provenance is written beside it as {@code .json}
   * @param seed of all randomness
   * @param progress hears the epochs
   * @return one sentence on how good the model is
   * @throws InputException if the file cannot be written
   */
  static String run(
      String name, Tabular data, Settings settings, Path output, long seed, Progress progress) {
    InputException.check(
        output.toString().endsWith(".zip"),
        "A model is written as a .zip file, not as %s.",
        output);
    long start = System.nanoTime();
    TableEncoding encoding = TableEncoding.of(data.schema(), NdArrays.rows(data.train().inputs()));
    MultiLayerNetwork inner =
        model(encoding.width(), data.schema().classes().size(), settings, seed);
    int epochs = fit(name, inner, encoding, data.train(), settings, seed, progress);
    MultiLayerNetwork model = raw(inner, encoding, settings, data.schema().classes().size(), seed);
    Network network = Dl4jImporter.convert(model);
    double[][] scores = NdArrays.rows(network.predict(data.test().inputs()));
    Proportion accuracy = accuracy(scores, data.test().labels());
    Auc auc = Auc.of(Arrays.stream(scores).mapToDouble(s -> s[1]).toArray(), data.test().labels());
    Map<String, Object> provenance = new LinkedHashMap<>();
    provenance.put("experiment", name);
    provenance.put("seed", seed);
    provenance.put("settings", settings);
    provenance.put("testAccuracy", accuracy);
    provenance.put("testAuc", auc);
    provenance.put("epochs", epochs);
    provenance.put("model", network.hash());
    provenance.put("data", data.hash());
    provenance.put("environment", Provenance.environment("dl4j"));
    provenance.put("time", Provenance.now());
    TrainedModel.write(output, model, provenance);
    return String.format(
        Locale.ROOT,
        "Accuracy %.1f %% (95 %% interval %.1f to %.1f %%), AUC %.3f (%.3f to %.3f) on %d test rows"
            + " after %d epochs in %.0f s.",
        100 * accuracy.value(),
        100 * accuracy.low(),
        100 * accuracy.high(),
        auc.value(),
        auc.low(),
        auc.high(),
        scores.length,
        epochs,
        (System.nanoTime() - start) / 1e9);
  }

  /** The share of rows whose largest score is their label. */
  static Proportion accuracy(double[][] scores, int[] labels) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += Numeric.argmax(scores[i]) == labels[i] ? 1 : 0;
    }
    return Proportion.of(right, labels.length);
  }

  private static MultiLayerNetwork model(int width, int classes, Settings settings, long seed) {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(Seeds.fixed(seed))
                .updater(new Adam(settings.rate()))
                .weightInit(WeightInit.RELU)
                .activation(Activation.RELU)
                .l2(settings.decay())
                .list()
                .layer(new DenseLayer.Builder().nIn(width).nOut(settings.hidden().get(0)).build())
                .layer(new DenseLayer.Builder().nOut(settings.hidden().get(1)).dropOut(0.7).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(classes)
                        .weightInit(WeightInit.XAVIER)
                        .activation(Activation.SOFTMAX)
                        .dropOut(0.7)
                        .build())
                .setInputType(org.deeplearning4j.nn.conf.inputs.InputType.feedForward(width))
                .build());
    model.init();
    return model;
  }

  /** Trains and leaves the model with the parameters of its best epoch. */
  private static int fit(
      String name,
      MultiLayerNetwork model,
      TableEncoding encoding,
      Samples rows,
      Settings settings,
      long seed,
      Progress progress) {
    double[][] encoded = encoding.encode(NdArrays.rows(rows.inputs()));
    SplitRandom random = SplitRandom.of(seed).split(name + "-training");
    int[] order = random.split("validation").permutation(encoded.length);
    int held = order.length / 5;
    int[] validation = Arrays.copyOfRange(order, 0, held);
    int[] train = Arrays.copyOfRange(order, held, order.length);
    INDArray best = model.params().dup();
    double least = Double.POSITIVE_INFINITY;
    int stale = 0;
    int epoch = 0;
    int kept = 0;
    progress.begin("training", settings.epochs());
    while (epoch < settings.epochs() && stale < settings.patience()) {
      int[] shuffled = train.clone();
      random.split(epoch).shuffle(shuffled);
      for (int from = 0; from < shuffled.length; from += settings.batch()) {
        int[] some =
            Arrays.copyOfRange(shuffled, from, Math.min(shuffled.length, from + settings.batch()));
        model.fit(inputs(encoded, some), targets(rows, some));
      }
      epoch++;
      double loss = loss(model, encoded, rows, validation);
      if (loss < least) {
        least = loss;
        best.assign(model.params());
        kept = epoch;
        stale = 0;
      } else {
        stale++;
      }
      progress.advance(1);
    }
    progress.end();
    model.setParams(best);
    return kept;
  }

  private static INDArray inputs(double[][] encoded, int[] rows) {
    double[] flat = new double[rows.length * encoded[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(encoded[rows[i]], 0, flat, i * encoded[0].length, encoded[0].length);
    }
    return NdArrays.array(DataType.FLOAT, flat, rows.length, encoded[0].length);
  }

  private static INDArray targets(Samples samples, int[] rows) {
    int k = samples.classes().size();
    double[] flat = new double[rows.length * k];
    for (int i = 0; i < rows.length; i++) {
      flat[i * k + samples.labels()[rows[i]]] = 1;
    }
    return NdArrays.array(DataType.FLOAT, flat, rows.length, k);
  }

  /** Mean cross-entropy. */
  private static double loss(
      MultiLayerNetwork model, double[][] encoded, Samples samples, int[] rows) {
    double[][] scores = NdArrays.rows(model.output(inputs(encoded, rows), false));
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      sum -= Math.log(Math.max(1e-9, scores[i][samples.labels()[rows[i]]]));
    }
    return sum / rows.length;
  }

  /** The same function of raw rows: the encoding in front, its linear part merged. */
  private static MultiLayerNetwork raw(
      MultiLayerNetwork inner, TableEncoding encoding, Settings settings, int classes, long seed) {
    MultiLayerNetwork model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(Seeds.fixed(seed))
                .activation(Activation.RELU)
                .list()
                .layer(
                    new DenseLayer.Builder()
                        .name("encode")
                        .nIn(encoding.columns())
                        .nOut(encoding.units())
                        .build())
                .layer(
                    new DenseLayer.Builder().name("hidden1").nOut(settings.hidden().get(0)).build())
                .layer(
                    new DenseLayer.Builder().name("hidden2").nOut(settings.hidden().get(1)).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .name("class")
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(
                    org.deeplearning4j.nn.conf.inputs.InputType.feedForward(encoding.columns()))
                .build());
    model.init();
    model.setParam("0_W", array(encoding.weights()));
    model.setParam("0_b", array(new double[][] {encoding.biases()}));
    model.setParam("1_W", array(encoding.merged(NdArrays.rows(inner.getParam("0_W")))));
    model.setParam("1_b", inner.getParam("0_b"));
    for (int layer = 1; layer <= 2; layer++) {
      model.setParam(layer + 1 + "_W", inner.getParam(layer + "_W"));
      model.setParam(layer + 1 + "_b", inner.getParam(layer + "_b"));
    }
    return model;
  }

  private static INDArray array(double[][] rows) {
    double[] flat = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    return NdArrays.array(DataType.FLOAT, flat, rows.length, rows[0].length);
  }
}
