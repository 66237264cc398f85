package org.xai4j.core.importer.ml;

import org.xai4j.core.tree.Link;

/** From raw scores to answers: the post_transform of an operator. */
final class Answers {
  private Answers() {}

  static Link link(Attributes node) {
    String name = node.text("post_transform", "NONE");
    return switch (name) {
      case "NONE" -> Link.NONE;
      case "LOGISTIC" -> Link.of(Link.Kind.SIGMOID);
      case "SOFTMAX" -> Link.of(Link.Kind.SOFTMAX);
      case "SOFTMAX_ZERO" -> Link.of(Link.Kind.SOFTMAX_ZERO);
      case "PROBIT" -> Link.of(Link.Kind.PROBIT);
      default -> throw node.unsupported("the post_transform " + name);
    };
  }

  static Matrix of(Link link, Matrix scores) {
    double[] out = scores.values().clone();
    for (int i = 0; i < scores.rows(); i++) {
      link.apply(out, i * scores.columns(), scores.columns());
    }
    return new Matrix(scores.rows(), scores.columns(), out);
  }
}
