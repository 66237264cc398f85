import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.xai4j.core.explain.Context;
import org.xai4j.core.importer.dl4j.Dl4jImporter;
import org.xai4j.lrp.LrpEpsilon;

/** A Deeplearning4j network that has just been trained learns "both above zero" and is asked why. */
public class E04Dl4jNetworkInMemory {
  public static void main(String[] args) {
    var model =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new org.nd4j.linalg.learning.config.Adam(0.05))
                .list()
                .layer(new DenseLayer.Builder().nIn(3).nOut(16).activation(Activation.RELU).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
    model.init();
    Nd4j.getRandom().setSeed(7);
    var rows = Nd4j.randn(200, 3);
    var labels = Nd4j.zeros(200, 2);
    for (int i = 0; i < 200; i++) {
      labels.putScalar(i, rows.getDouble(i, 0) > 0 && rows.getDouble(i, 1) > 0 ? 1 : 0, 1);
    }
    for (int epoch = 0; epoch < 200; epoch++) {
      model.fit(rows, labels);
    }

    var network = Dl4jImporter.convert(model);
    var asked = Nd4j.createFromArray(new float[][] {{1, 1, 1}, {1, -1, 1}});
    // The third column means nothing, so it gets next to nothing.
    System.out.println(new LrpEpsilon().explain(network, asked, Context.standard()).values());
  }
}
