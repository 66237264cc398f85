import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1DLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.core.data.Npy;
import org.xai4j.core.run.SplitRandom;

/**
 * Two data sets with a rule that is known, and a network for each: files for "compare --model".
 * Loans are paid back if the income is above the debt; age, zip code and a coin have no part in it.
 * Sensor series [3 sensors, 40 steps] are faulty if the second sensor has a bump somewhere.
 */
public class E10OwnDataSets {
  static final int ROWS = 600;

  public static void main(String[] args) throws Exception {
    Path folder = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("own");
    Files.createDirectories(folder);
    SplitRandom random = SplitRandom.of(11);

    float[][] loans = new float[ROWS][5];
    int[] paid = new int[ROWS];
    StringBuilder csv = new StringBuilder("income,debt,age,zip,coin,paid\n");
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < 5; j++) {
        loans[i][j] = (float) random.nextGaussian();
      }
      paid[i] = loans[i][0] > loans[i][1] ? 1 : 0;
      for (float value : loans[i]) {
        csv.append(value).append(',');
      }
      csv.append(paid[i]).append('\n');
    }
    Files.writeString(folder.resolve("loans.csv"), csv);
    var table =
        new MultiLayerNetwork(
            settings()
                .list()
                .layer(new DenseLayer.Builder().nOut(16).activation(Activation.RELU).build())
                .layer(answer())
                .setInputType(InputType.feedForward(5))
                .build());
    System.out.println(
        "loans: " + train(table, Nd4j.createFromArray(loans), paid, 60, folder.resolve("loans.zip")));

    float[][][] series = new float[ROWS][3][40];
    int[] faulty = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      for (float[] sensor : series[i]) {
        for (int t = 0; t < 40; t++) {
          sensor[t] = 0.3f * (float) random.nextGaussian();
        }
      }
      faulty[i] = i % 2;
      // Good series have the same bump at another sensor.
      int sensor = faulty[i] == 1 ? 1 : 2 * random.nextInt(2);
      int at = 4 + random.nextInt(32);
      for (int t = at - 3; t <= at + 3; t++) {
        series[i][sensor][t] += 1.5f * (float) Math.exp(-(t - at) * (t - at) / 4.0);
      }
    }
    INDArray sensors = Nd4j.createFromArray(series);
    var signal =
        new MultiLayerNetwork(
            settings()
                .list()
                .layer(
                    new Convolution1DLayer.Builder(7, 1)
                        .nOut(8)
                        .activation(Activation.RELU)
                        .build())
                .layer(new GlobalPoolingLayer.Builder(PoolingType.MAX).build())
                .layer(answer())
                .setInputType(InputType.recurrent(3, 40))
                .build());
    System.out.println("sensors: " + train(signal, sensors, faulty, 30, folder.resolve("sensors.zip")));
    // Rows that no network has learnt from would be better; here the rule is what matters.
    Npy.write(folder.resolve("sensors.npy"), sensors);
    Npy.write(folder.resolve("faulty.npy"), Nd4j.createFromArray(faulty).castTo(sensors.dataType()));
  }

  static NeuralNetConfiguration.Builder settings() {
    return new NeuralNetConfiguration.Builder().seed(5).updater(new Adam(0.01));
  }

  static OutputLayer answer() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(2)
        .activation(Activation.SOFTMAX)
        .build();
  }

  static String train(
      MultiLayerNetwork model, INDArray rows, int[] labels, int epochs, Path file)
      throws Exception {
    model.init();
    INDArray targets = Nd4j.zeros(ROWS, 2);
    for (int i = 0; i < ROWS; i++) {
      targets.putScalar(i, labels[i], 1);
    }
    for (int epoch = 0; epoch < epochs; epoch++) {
      for (DataSet batch : new DataSet(rows, targets).batchBy(50)) {
        model.fit(batch);
      }
    }
    ModelSerializer.writeModel(model, file.toFile(), false);
    int right = 0;
    INDArray answers = model.output(rows).argMax(1);
    for (int i = 0; i < ROWS; i++) {
      right += answers.getInt(i) == labels[i] ? 1 : 0;
    }
    return 100 * right / ROWS + " % of the rows are right";
  }
}
