package org.xai4j.benchmarks.study.p300;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.p300.Classifier;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.Digest;
import org.xai4j.core.network.Network;
import org.xai4j.core.signal.Epochs;

/**
 * A trained classifier with its answers.
 *
 * @param classifier which
 * @param model its network
 * @param scores difference of the logits of target and other, for all test epochs
 */
record Trained(Classifier classifier, Network model, double[] scores) {
  /** Trains classifiers, or takes kept ones. */
  static List<Trained> all(Setup setup, List<Classifier> classifiers) {
    StudyRun run = setup.run();
    List<Trained> all = new ArrayList<>();
    for (Classifier c : classifiers) {
      Network network = train(run, "networks/" + c.id(), c, setup.train());
      all.add(
          new Trained(
              c,
              network.as(run.settings().precision()),
              scores(run, network, setup.test().inputs())));
      run.fact("model " + c.id(), network.hash());
      run.progress().advance(1);
    }
    return all;
  }

  static Network train(StudyRun run, String stage, Classifier classifier, Epochs train) {
    int epochs = (int) run.number("epochs", 40) / (run.settings().quick() ? 4 : 1);
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("classifier", classifier.id());
    configuration.put("data", Digest.of(train.inputs()));
    configuration.put("labels", Digest.of(Arrays.toString(train.labels())));
    configuration.put("epochs", epochs);
    Map<String, INDArray> weights =
        run.arrays(
            stage,
            configuration,
            () -> {
              run.note("training " + classifier.title());
              return Classifier.weights(classifier.train(train, epochs, run.experiment().seed()));
            });
    return classifier.restore(weights, train.channels().size(), train.times().length);
  }

  private static double[] scores(StudyRun run, Network network, INDArray inputs) {
    Network logits = network.as(run.settings().precision()).logits();
    double[] flat =
        NdArrays.doubles(
            run.settings().engine().predict(logits, inputs.castTo(run.settings().precision())));
    double[] scores = new double[flat.length / 2];
    Arrays.setAll(scores, i -> flat[2 * i + 1] - flat[2 * i]);
    return scores;
  }

  static double[] scores(StudyRun run, Network network, Epochs epochs) {
    return scores(run, network, epochs.inputs());
  }

  String name() {
    return classifier.title();
  }
}
