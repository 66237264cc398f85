package org.xai4j.agnostic.tree;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * What training left in the trees: how often a feature splits, what its splits gained, or how many
 * training rows they parted, added up over the ensemble. These are figures of the training, not of
 * what the model answers: they favour features of many values and say nothing of a single row.
 *
 * @param measure what is added up
 */
@Info(
    id = "tree-importance",
    title = "Split, gain and cover importance",
    summary = "How often, and with what gain, the trees split by each feature.",
    reference =
        "Breiman 2001, doi:10.1023/A:1010933404324; Friedman 2001, doi:10.1214/aos/1013203451")
public record TreeImportance(@Param("what is added up over the splits") Measure measure)
    implements Explainer<TreeEnsemble> {
  /** What is added up. */
  public enum Measure {
    /** One for each split. */
    SPLIT,
    /** What the split gained in training. */
    GAIN,
    /** The training rows that the split parted. */
    COVER
  }

  /** Gain. */
  public TreeImportance() {
    this(Measure.GAIN);
  }

  @Override
  public Class<TreeEnsemble> modelType() {
    return TreeEnsemble.class;
  }

  @Override
  public GlobalImportance explain(TreeEnsemble model, INDArray inputs, Context context) {
    Session<TreeEnsemble> session = Session.open(this, model, inputs, context);
    double[] sums = new double[model.features().size()];
    double all = 0;
    for (Tree tree : model.trees()) {
      for (int i = 0; i < tree.nodes(); i++) {
        if (!tree.leaf(i)) {
          double value =
              switch (measure) {
                case SPLIT -> 1;
                case GAIN -> tree.gain(i);
                case COVER -> tree.cover(i);
              };
          sums[tree.feature(i)] += value;
          all += value;
        }
      }
    }
    InputException.check(
        all > 0 || measure == Measure.SPLIT,
        "The model's file does not tell the %s of its splits; take -P measure=split, or"
            + " permutation-importance.",
        measure.toString().toLowerCase(java.util.Locale.ROOT));
    List<GlobalImportance.Feature> features = new ArrayList<>();
    for (int f = 0; f < sums.length; f++) {
      int column = f;
      String name =
          context
              .columns()
              .map(schema -> schema.columns().get(column).name())
              .orElse(model.features().get(f));
      features.add(new GlobalImportance.Feature(name, sums[f], sums[f], sums[f]));
    }
    String what =
        switch (measure) {
          case SPLIT -> "number of splits";
          case GAIN -> "total gain of the splits";
          case COVER -> "training rows at the splits";
        };
    return new GlobalImportance(what, features, session.cost(), session.provenance());
  }
}
