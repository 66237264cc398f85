package org.xai4j.benchmarks.training;

import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.core.data.TableEncoding;
import org.xai4j.core.engine.Host;
import org.xai4j.core.explain.Session;
import org.xai4j.core.model.Predictor;

/**
 * Classifiers of Tribuo on the encoded rows of a table: what a network has to be compared with, and
 * predictors that are no networks. They score rows by probabilities and are thread-safe.
 */
public final class TribuoClassifier implements Predictor {
  // Kept, for the level of a logger that nobody holds is forgotten.
  private static final Logger LOG = Logger.getLogger("org.tribuo");

  static {
    LOG.setLevel(Level.WARNING);
  }

  private final TableEncoding encoding;
  private final Model<Label> model;
  private final int classes;
  private final String[] names;

  private TribuoClassifier(Tabular data, Trainer<Label> trainer) {
    double[][] rows = Session.rows(data.train().inputs());
    encoding = TableEncoding.of(data.schema(), rows);
    classes = data.schema().classes().size();
    names = new String[encoding.width()];
    for (int j = 0; j < names.length; j++) {
      names[j] = String.format(Locale.ROOT, "%05d", j);
    }
    LabelFactory labels = new LabelFactory();
    MutableDataset<Label> set =
        new MutableDataset<>(
            new SimpleDataSourceProvenance(
                "train", OffsetDateTime.parse("2000-01-01T00:00:00Z"), labels),
            labels);
    double[][] encoded = encoding.encode(rows);
    for (int i = 0; i < encoded.length; i++) {
      Label label = new Label(String.valueOf(data.train().labels()[i]));
      set.add(new ArrayExample<>(label, names, encoded[i]));
    }
    model = trainer.train(set);
  }

  /**
   * Logistic regression by stochastic gradient descent.
   *
   * @param data learns from its training rows
   * @param seed of the order of the rows
   * @return the classifier
   */
  public static TribuoClassifier logistic(Tabular data, long seed) {
    return new TribuoClassifier(
        data,
        new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1, 0.1), 100, 100_000, 32, seed));
  }

  /**
   * A random forest of 200 trees.
   *
   * @param data learns from its training rows
   * @param seed of the resampling
   * @return the classifier
   */
  public static TribuoClassifier forest(Tabular data, long seed) {
    float share =
        (float)
            (1
                / Math.sqrt(
                    TableEncoding.of(data.schema(), Session.rows(data.train().inputs())).width()));
    return new TribuoClassifier(
        data,
        new RandomForestTrainer<>(
            new CARTClassificationTrainer(12, 4f, 0f, share, false, new GiniIndex(), seed),
            new VotingCombiner(),
            200,
            seed));
  }

  @Override
  public INDArray predict(INDArray inputs) {
    double[][] encoded = encoding.encode(Session.rows(inputs));
    double[] flat = new double[encoded.length * classes];
    Label unknown = LabelFactory.UNKNOWN_LABEL;
    for (int i = 0; i < encoded.length; i++) {
      for (var score :
          model
              .predict(new ArrayExample<>(unknown, names, encoded[i]))
              .getOutputScores()
              .values()) {
        flat[i * classes + Integer.parseInt(score.getLabel())] = score.getScore();
      }
    }
    return Host.array(inputs.dataType(), flat, encoded.length, classes);
  }
}
