package org.xai4j.core.importer.ml;

import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Link;

/** Support vector machines: f(x) = Σ coefficient·k(vector, x) + ρ. */
final class KernelSteps {
  private KernelSteps() {}

  static Operation regressor(Attributes node) {
    int vectors = (int) node.whole("n_supports", 0);
    double[] coefficients = node.numbers("coefficients");
    double[] support = node.numbers("support_vectors");
    double[] rho = node.numbers("rho");
    boolean linear = vectors == 0;
    int count = linear ? 1 : vectors;
    double[] all = linear ? coefficients : support;
    double[] weights = linear ? new double[] {1} : coefficients;
    InputException.check(
        count > 0 && all.length > 0 && all.length % count == 0 && weights.length == count,
        "The %s has %d numbers for %d support vectors; the file is damaged.",
        node,
        all.length,
        count);
    Matrix of = new Matrix(count, all.length / count, all);
    String kernel = linear ? "LINEAR" : node.text("kernel_type", "LINEAR");
    double[] three = node.numbers("kernel_params");
    double[] parameters = three.length == 3 ? three : new double[] {0, 0, 3};
    if (!kernel.matches("LINEAR|POLY|RBF|SIGMOID")) {
      throw node.unsupported("the kernel " + kernel);
    }
    boolean sign = node.whole("one_class", 0) != 0;
    Link link = Answers.link(node);
    return Operation.one(
        in -> {
          Matrix products = in[0].times(of.transposed());
          Matrix out = Matrix.zeros(in[0].rows(), 1);
          for (int i = 0; i < in[0].rows(); i++) {
            double sum = rho.length > 0 ? rho[0] : 0;
            for (int s = 0; s < count; s++) {
              sum += weights[s] * kernel(kernel, parameters, products, in[0], of, i, s);
            }
            out.values()[i] = sign ? (sum > 0 ? 1 : -1) : sum;
          }
          return Answers.of(link, out);
        });
  }

  /** The kernel of row i and vector s, whose inner product is at hand. */
  private static double kernel(
      String kind, double[] p, Matrix products, Matrix x, Matrix vectors, int i, int s) {
    double product = products.at(i, s);
    return switch (kind) {
      case "POLY" -> Math.pow(p[0] * product + p[1], p[2]);
      case "SIGMOID" -> Math.tanh(p[0] * product + p[1]);
      case "RBF" -> {
        double distance = 0;
        for (int j = 0; j < x.columns(); j++) {
          double d = x.at(i, j) - vectors.at(s, j);
          distance += d * d;
        }
        yield Math.exp(-p[0] * distance);
      }
      default -> product;
    };
  }
}
