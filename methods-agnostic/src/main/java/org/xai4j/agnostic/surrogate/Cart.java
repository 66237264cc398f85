package org.xai4j.agnostic.surrogate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.common.tree.TreeModel;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.agnostic.table.Holdout;
import org.xai4j.core.explanation.DecisionRules;
import org.xai4j.core.explanation.Surrogate;

/**
 * Grows a tree by CART (of Tribuo) that answers like a model. A row counts for a class as much as
 * its target says: wholly for one class, or softly for several.
 *
 * @param data the rows to fit are learnt from
 * @param targets of all rows [n][classes], each row summing to 1
 */
record Cart(Holdout data, double[][] targets) {
  /** The tree of a depth; a node with fewer rows than leaf is not split. */
  Surrogate.Tree grow(int depth, int leaf, long seed) {
    TreeModel<Label> trained = train(depth, leaf, seed);
    List<Surrogate.Node> nodes = new ArrayList<>();
    List<Integer> all = new ArrayList<>();
    for (int i : data.fit()) {
      all.add(i);
    }
    convert(trained, trained.getRoot(), all, nodes);
    return new Surrogate.Tree(nodes);
  }

  private TreeModel<Label> train(int depth, int leaf, long seed) {
    LabelFactory labels = new LabelFactory();
    // A fixed time keeps provenance, which the library stores, free of the clock.
    MutableDataset<Label> set =
        new MutableDataset<>(
            new SimpleDataSourceProvenance(
                "answers", java.time.OffsetDateTime.parse("2000-01-01T00:00:00Z"), labels),
            labels);
    String[] names = names(data.columns());
    for (int i : data.fit()) {
      for (int c = 0; c < targets[i].length; c++) {
        if (targets[i][c] > 0) {
          ArrayExample<Label> example =
              new ArrayExample<>(
                  new Label(String.valueOf(c)), names, terms(data.columns(), data.row(i)));
          example.setWeight((float) targets[i][c]);
          set.add(example);
        }
      }
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
  private int convert(
      TreeModel<Label> model, Node<Label> node, List<Integer> rows, List<Surrogate.Node> into) {
    int index = into.size();
    int[] counts = new int[data.classes()];
    double[] sums = new double[counts.length];
    for (int i : rows) {
      counts[data.answer(i)]++;
      for (int c = 0; c < sums.length; c++) {
        sums[c] += targets[i][c];
      }
    }
    int answer = 0;
    for (int c = 1; c < sums.length; c++) {
      answer = sums[c] > sums[answer] ? c : answer;
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
      int left = convert(model, first, holds, into);
      int right = convert(model, second, fails, into);
      into.set(index, new Surrogate.Node(List.of(condition), left, right, answer, counts));
    }
    return index;
  }
}
