package org.xai4j.benchmarks.training;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
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
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.ensemble.EnsembleModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.xai4j.benchmarks.data.Tabular;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableEncoding;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.network.Predictor;

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
  private final UnaryOperator<double[]> scores;
  private final int classes;

  private TribuoClassifier(Tabular data, Trainer<Label> trainer) {
    this(
        data.schema(),
        NdArrays.rows(data.train().inputs()),
        data.train().labels(),
        data.schema().classes().size(),
        trainer);
  }

  private TribuoClassifier(
      TableSchema schema, double[][] rows, int[] known, int classes, Trainer<Label> trainer) {
    encoding = TableEncoding.of(schema, rows);
    this.classes = classes;
    String[] names = new String[encoding.width()];
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
      Label label = new Label(String.valueOf(known[i]));
      set.add(new ArrayExample<>(label, names, encoded[i]));
    }
    Model<Label> model = trainer.train(set);
    scores =
        model instanceof EnsembleModel<Label> forest
            ? votes(forest, classes)
            : row -> scores(model, names, row);
  }

  /** The scores of a model of the library. */
  private static double[] scores(Model<Label> model, String[] names, double[] row) {
    Map<String, Label> scores =
        model.predict(new ArrayExample<>(LabelFactory.UNKNOWN_LABEL, names, row)).getOutputScores();
    double[] byClass = new double[scores.size()];
    scores.values().forEach(l -> byClass[Integer.parseInt(l.getLabel())] = l.getScore());
    return byClass;
  }

  /** The share of trees that answer each class; the trees as arrays, as they are asked often. */
  private static UnaryOperator<double[]> votes(EnsembleModel<Label> forest, int classes) {
    List<List<Split>> trees = new ArrayList<>();
    for (Model<Label> member : forest.getModels()) {
      List<Split> splits = new ArrayList<>();
      TreeModel<Label> tree = (TreeModel<Label>) member;
      flatten(tree, tree.getRoot(), splits);
      trees.add(splits);
    }
    return row -> {
      double[] votes = new double[classes];
      for (List<Split> splits : trees) {
        Split at = splits.get(0);
        while (at.column() >= 0) {
          at = splits.get(row[at.column()] > at.value() ? at.above() : at.below());
        }
        votes[at.answer()] += 1.0 / trees.size();
      }
      return votes;
    };
  }

  /**
   * A node of a tree.
   *
   * @param column of the encoded row that decides, or −1 in a leaf
   * @param value up to which it goes below
   * @param below the next node
   * @param above the other next node
   * @param answer class of a leaf
   */
  private record Split(int column, double value, int below, int above, int answer) {}

  private static int flatten(TreeModel<Label> tree, Node<Label> node, List<Split> into) {
    int index = into.size();
    into.add(new Split(-1, 0, -1, -1, 0));
    if (node instanceof SplitNode<Label> split) {
      String name = tree.getFeatureIDMap().get(split.getFeatureID()).getName();
      int below = flatten(tree, split.getLessThanOrEqual(), into);
      int above = flatten(tree, split.getGreaterThan(), into);
      into.set(index, new Split(Integer.parseInt(name), split.splitValue(), below, above, 0));
    } else {
      String label = ((LeafNode<Label>) node).getOutput().getLabel();
      into.set(index, new Split(-1, 0, -1, -1, Integer.parseInt(label)));
    }
    return index;
  }

  /**
   * Logistic regression by stochastic gradient descent.
   *
   * @param data learns from its training rows
   * @param seed of the order of the rows
   * @return the classifier
   */
  public static TribuoClassifier logistic(Tabular data, long seed) {
    return new TribuoClassifier(data, logistic(seed));
  }

  /** The same on rows and columns of one's own. */
  static TribuoClassifier logistic(
      TableSchema schema, double[][] rows, int[] labels, int classes, long seed) {
    return new TribuoClassifier(schema, rows, labels, classes, logistic(seed));
  }

  private static Trainer<Label> logistic(long seed) {
    return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1, 0.1), 100, 100_000, 32, seed);
  }

  /**
   * A random forest.
   *
   * @param data learns from its training rows
   * @param trees how many
   * @param seed of the resampling
   * @return the classifier
   */
  public static TribuoClassifier forest(Tabular data, int trees, long seed) {
    float share =
        (float)
            (1
                / Math.sqrt(
                    TableEncoding.of(data.schema(), NdArrays.rows(data.train().inputs())).width()));
    return new TribuoClassifier(
        data,
        new RandomForestTrainer<>(
            new CARTClassificationTrainer(12, 4f, 0f, share, false, new GiniIndex(), seed),
            new VotingCombiner(),
            trees,
            seed));
  }

  @Override
  public INDArray predict(INDArray inputs) {
    double[][] encoded = encoding.encode(NdArrays.rows(inputs));
    double[] flat = new double[encoded.length * classes];
    for (int i = 0; i < encoded.length; i++) {
      System.arraycopy(scores.apply(encoded[i]), 0, flat, i * classes, classes);
    }
    return NdArrays.array(inputs.dataType(), flat, encoded.length, classes);
  }
}
