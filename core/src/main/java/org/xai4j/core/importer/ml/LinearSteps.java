package org.xai4j.core.importer.ml;

import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Link;

/** Linear models: scores = x·coefficientsᵀ + intercepts, then the post_transform. */
final class LinearSteps {
  private LinearSteps() {}

  static Operation regressor(Attributes node) {
    Operation.One scores = scores(node, (int) node.whole("targets", 1));
    Link link = Answers.link(node);
    return Operation.one(in -> Answers.of(link, scores.of(in)));
  }

  static Operation classifier(Attributes node) {
    int labels = node.labels();
    int given = node.numbers("intercepts").length;
    Link link = Answers.link(node);
    if (given == 1 && labels == 2) {
      return two(node, link);
    }
    InputException.check(
        given == labels,
        "The %s has %d intercepts for %d classes; the file is damaged.",
        node,
        given,
        labels);
    Operation.One scores = scores(node, labels);
    return Operation.classifier(scores, in -> Answers.of(link, scores.of(in)));
  }

  /** One score s for two classes: [1 − s, s], or the logistic function of [−s, s]. */
  private static Operation two(Attributes node, Link link) {
    if (!link.identity() && link.kind() != Link.Kind.SIGMOID) {
      throw node.unsupported("one score for two classes with this post_transform");
    }
    Operation.One score = scores(node, 1);
    double total = link.identity() ? 1 : 0;
    Operation.One both =
        in -> {
          Matrix one = score.of(in);
          return Matrix.beside(one.map(s -> total - s), one);
        };
    return Operation.classifier(both, in -> Answers.of(link, both.of(in)));
  }

  private static Operation.One scores(Attributes node, int outputs) {
    double[] coefficients = node.numbers("coefficients");
    InputException.check(
        outputs > 0 && coefficients.length > 0 && coefficients.length % outputs == 0,
        "The %s has %d coefficients for %d outputs; the file is damaged.",
        node,
        coefficients.length,
        outputs);
    Matrix weights = new Matrix(outputs, coefficients.length / outputs, coefficients).transposed();
    double[] intercepts =
        node.has("intercepts") ? node.numbers("intercepts", outputs) : new double[outputs];
    Matrix bias = new Matrix(1, outputs, intercepts);
    return in -> in[0].times(weights).with(bias, Double::sum);
  }
}
