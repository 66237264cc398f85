package org.xai4j.agnostic.tree;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Target;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Tree;
import org.xai4j.core.tree.TreeEnsemble;

/** What an ensemble answers where features are absent: the game whose values are asked for. */
public enum Absent {
  /** Interventional where the baseline is a data set, else path-dependent. */
  AUTO,
  /** A split whose feature is absent sends a row both ways, in proportion to the training rows. */
  PATH_DEPENDENT,
  /** Absent features have the values of the baseline's rows, all of which count alike. */
  INTERVENTIONAL;

  /** Why values of raw scores are not to be had: the model is asked for its probabilities. */
  static Optional<String> withoutRawScore(TreeEnsemble model) {
    return model.link().identity()
        ? Optional.empty()
        : Optional.of("it explains raw scores, of which trees are a sum, not probabilities.");
  }

  /** The game that is meant, for an ensemble that can play it. */
  Absent resolve(TreeEnsemble model, Context context, String id) {
    Absent game =
        this != AUTO
            ? this
            : context.baseline() instanceof Baseline.Rows ? INTERVENTIONAL : PATH_DEPENDENT;
    InputException.check(
        game == INTERVENTIONAL || model.covered(),
        "The method %s needs the training rows of every node, which this model's file does not tell;"
            + " give a data set as the baseline.",
        id);
    InputException.check(
        model.link().identity(),
        "The method %s explains the raw score, of which trees are a sum, not the probability; leave"
            + " --explain out, or take exact-shapley or kernel-shap.",
        id);
    return game;
  }

  /** The score with all features absent, for each output. */
  double[] expectation(TreeEnsemble model, INDArray background) {
    int k = model.outputs();
    double[] mean = new double[k];
    if (this == INTERVENTIONAL) {
      double[] all = NdArrays.doubles(model.predict(background));
      for (int i = 0; i < all.length; i++) {
        mean[i % k] += all[i] * k / all.length;
      }
      return mean;
    }
    System.arraycopy(model.base(), 0, mean, 0, k);
    for (Tree tree : model.trees()) {
      double[] reach = new double[tree.nodes()];
      Arrays.fill(reach, 1);
      TreeWalk.run(
          tree,
          model.features().size(),
          new TreeWalk.Visitor() {
            @Override
            public void open(int node, int depth, int parent, int before) {
              if (depth > 0) {
                reach[node] = reach[parent] * tree.cover(node) / tree.cover(parent);
              }
              if (tree.leaf(node)) {
                double[] values = new double[k];
                tree.add(node, values, 0);
                for (int c = 0; c < k; c++) {
                  mean[c] += reach[node] * values[c];
                }
              }
            }

            @Override
            public void close(int node, int depth, int parent, int before) {
              // Nothing is carried up.
            }
          });
    }
    return mean;
  }

  /** That score as each row's target reads it. */
  static double[] of(double[] expectation, Target.Resolved target) {
    double[] base = target.offsets().clone();
    for (int i = 0; i < base.length; i++) {
      for (int c = 0; c < expectation.length; c++) {
        base[i] += target.weights()[i][c] * expectation[c];
      }
    }
    return base;
  }
}
