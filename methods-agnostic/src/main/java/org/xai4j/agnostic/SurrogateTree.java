package org.xai4j.agnostic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.DecisionRules;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Surrogate;
import org.xai4j.core.model.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;

/**
 * A decision tree that imitates the model: CART (of Tribuo) on the model's own answers for a data
 * set. Fidelity is the share of equal answers on a quarter of the rows that the tree has not seen.
 *
 * @param depth of the tree
 * @param leaf fewest rows in a node that is split
 */
@Info(
    id = "surrogate-tree",
    title = "Surrogate tree",
    summary = "A small decision tree that answers like the model.",
    reference = "Craven and Shavlik 1996 (Trepan); Breiman et al. 1984 (CART)")
public record SurrogateTree(
    @Param(value = "depth of the tree", min = 1, max = 20) int depth,
    @Param(value = "fewest rows in a node that is split", min = 2, max = 1_000_000) int leaf)
    implements Explainer<Predictor> {
  /** Depth 4, at least 10 rows to split. */
  public SurrogateTree() {
    this(4, 10);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Surrogate explain(Predictor model, INDArray inputs, Context asked) {
    Context context = asked.with(asked.target().asProbability());
    Session<Predictor> session = Session.open(this, model, inputs, context);
    Holdout data = Holdout.of(session);
    TreeModel<Label> trained = train(data, context.seed());
    List<Surrogate.Node> nodes = new ArrayList<>();
    List<Integer> all = new ArrayList<>();
    for (int i : data.fit()) {
      all.add(i);
    }
    convert(trained, trained.getRoot(), data, all, nodes);
    Surrogate.Tree tree = new Surrogate.Tree(nodes);
    return new Surrogate(
        tree,
        data.agreement(data.check(), tree::answer),
        data.agreement(data.fit(), tree::answer),
        "share of equal answers",
        data.check().length,
        session.cost(),
        session.provenance());
  }

  private TreeModel<Label> train(Holdout data, long seed) {
    LabelFactory labels = new LabelFactory();
    // A fixed time keeps provenance, which the library stores, free of the clock.
    MutableDataset<Label> set =
        new MutableDataset<>(
            new SimpleDataSourceProvenance(
                "answers", java.time.OffsetDateTime.parse("2000-01-01T00:00:00Z"), labels),
            labels);
    String[] names = names(data.columns());
    for (int i : data.fit()) {
      set.add(
          new ArrayExample<>(
              new Label(String.valueOf(data.answer(i))),
              names,
              terms(data.columns(), data.row(i))));
    }
    CARTClassificationTrainer trainer =
        new CARTClassificationTrainer(
            depth,
            leaf,
            0f,
            1f,
            false,
            new org.tribuo.classification.dtree.impurity.GiniIndex(),
            seed);
    return (TreeModel<Label>) trainer.train(set);
  }

  /** The columns as terms: numbers, and one indicator per category. */
  private static String[] names(Columns columns) {
    List<String> names = new ArrayList<>();
    for (int c = 0; c < columns.schema().width(); c++) {
      if (columns.categorical(c)) {
        for (int label = 0; label < columns.schema().columns().get(c).labels().size(); label++) {
          names.add(String.format(Locale.ROOT, "%05d=%05d", c, label));
        }
      } else {
        names.add(String.format(Locale.ROOT, "%05d", c));
      }
    }
    return names.toArray(new String[0]);
  }

  private static double[] terms(Columns columns, double[] row) {
    List<Double> terms = new ArrayList<>();
    for (int c = 0; c < row.length; c++) {
      if (columns.categorical(c)) {
        for (int label = 0; label < columns.schema().columns().get(c).labels().size(); label++) {
          terms.add(row[c] == label ? 1.0 : 0.0);
        }
      } else {
        terms.add(row[c]);
      }
    }
    return terms.stream().mapToDouble(t -> t).toArray();
  }

  /** Copies a node and all below it; gives its index. */
  private static int convert(
      TreeModel<Label> model,
      Node<Label> node,
      Holdout data,
      List<Integer> rows,
      List<Surrogate.Node> into) {
    int index = into.size();
    int[] counts = new int[data.classes()];
    rows.forEach(i -> counts[data.answer(i)]++);
    int answer = 0;
    for (int c = 1; c < counts.length; c++) {
      answer = counts[c] > counts[answer] ? c : answer;
    }
    into.add(new Surrogate.Node(List.of(), -1, -1, answer, counts));
    if (node instanceof SplitNode<Label> split) {
      String name = model.getFeatureIDMap().get(split.getFeatureID()).getName();
      boolean category = name.length() > 5;
      int column = Integer.parseInt(name.substring(0, 5));
      double label = category ? Integer.parseInt(name.substring(6)) : 0;
      DecisionRules.Condition condition =
          category
              ? new DecisionRules.Condition(column, label, label, true)
              : new DecisionRules.Condition(
                  column, Double.NEGATIVE_INFINITY, split.splitValue(), false);
      List<Integer> holds = new ArrayList<>();
      List<Integer> fails = new ArrayList<>();
      rows.forEach(i -> (condition.holds(data.row(i)) ? holds : fails).add(i));
      // An indicator above the split value means that the category is there.
      Node<Label> first = category ? split.getGreaterThan() : split.getLessThanOrEqual();
      Node<Label> second = category ? split.getLessThanOrEqual() : split.getGreaterThan();
      int left = convert(model, first, data, holds, into);
      int right = convert(model, second, data, fails, into);
      into.set(index, new Surrogate.Node(List.of(condition), left, right, answer, counts));
    }
    return index;
  }
}
