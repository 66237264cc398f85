package org.xai4j.core.importer.ml;

import java.util.function.UnaryOperator;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Link;

/** Support vector machines: f(x) = Σ coefficient·k(vector, x) + ρ, of classes pair by pair. */
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
    Kernel kernel = kernel(node, linear, new Matrix(count, all.length / count, all));
    boolean sign = node.whole("one_class", 0) != 0;
    Link link = Answers.link(node);
    return Operation.one(
        in -> {
          Matrix values = kernel.of(in[0]);
          Matrix out = Matrix.zeros(in[0].rows(), 1);
          for (int i = 0; i < in[0].rows(); i++) {
            double sum = rho.length > 0 ? rho[0] : 0;
            for (int s = 0; s < count; s++) {
              sum += weights[s] * values.at(i, s);
            }
            out.values()[i] = sign ? (sum > 0 ? 1 : -1) : sum;
          }
          return Answers.of(link, out);
        });
  }

  /**
   * A classifier: pairwise decisions of support vectors, coupled to probabilities where the file
   * has their parameters; without vectors one linear score per class. Two classes without
   * probabilities have the scores −s and s.
   */
  static Operation classifier(Attributes node) {
    int classes = node.labels();
    InputException.check(classes > 1, "The %s has %d class; it needs at least two.", node, classes);
    double[] perClass = node.numbers("vectors_per_class");
    Link link = Answers.link(node);
    if (perClass.length == 0) {
      return linear(node, classes, link);
    }
    Machine machine = Machine.of(node, classes, perClass);
    if (node.has("prob_a")) {
      double[] a = node.numbers("prob_a", machine.pairs());
      double[] b = node.numbers("prob_b", machine.pairs());
      return labelled(machine, s -> Answers.of(link, PairCoupling.probabilities(s, classes, a, b)));
    }
    if (classes == 2) {
      return labelled(machine, s -> Answers.of(link, Matrix.beside(s.map(v -> -v), s)));
    }
    return labelled(machine, s -> Answers.of(link, s));
  }

  private static Operation labelled(Machine machine, UnaryOperator<Matrix> answers) {
    return in -> {
      Matrix decisions = machine.decisions(in[0]);
      return new Matrix[] {machine.labels(decisions), answers.apply(decisions)};
    };
  }

  private static Operation linear(Attributes node, int classes, Link link) {
    double[] coefficients = node.numbers("coefficients");
    double[] rho = node.numbers("rho");
    InputException.check(
        coefficients.length > 0 && coefficients.length % classes == 0 && rho.length > 0,
        "The %s has %d coefficients and %d intercepts for %d classes; the file is damaged.",
        node,
        coefficients.length,
        rho.length,
        classes);
    Matrix weights = new Matrix(classes, coefficients.length / classes, coefficients).transposed();
    // As ONNX Runtime does, the first intercept is that of all classes.
    Operation.One scores = in -> in[0].times(weights).map(v -> v + rho[0]);
    return Operation.classifier(scores, in -> Answers.of(link, scores.of(in)));
  }

  /**
   * The pairwise decisions of a support vector classifier.
   *
   * @param kernel of the support vectors, ordered by class
   * @param starts index of each class's first vector, and the end
   * @param coefficients [classes − 1, vectors]
   * @param rho one per pair
   */
  private record Machine(Kernel kernel, int[] starts, double[] coefficients, double[] rho) {
    static Machine of(Attributes node, int classes, double[] perClass) {
      int[] starts = new int[perClass.length + 1];
      for (int c = 0; c < perClass.length; c++) {
        InputException.check(
            perClass[c] >= 0 && perClass[c] < 1 << 24,
            "The %s has %s support vectors of a class; the file is damaged.",
            node,
            perClass[c]);
        starts[c + 1] = Math.addExact(starts[c], (int) perClass[c]);
      }
      int vectors = starts[perClass.length];
      double[] support = node.numbers("support_vectors");
      InputException.check(
          perClass.length == classes
              && vectors > 0
              && support.length > 0
              && support.length % vectors == 0,
          "The %s has %d numbers for %d support vectors of %d classes; the file is damaged.",
          node,
          support.length,
          vectors,
          classes);
      Matrix all = new Matrix(vectors, support.length / vectors, support);
      return new Machine(
          KernelSteps.kernel(node, false, all),
          starts,
          node.numbers("coefficients", (classes - 1) * vectors),
          node.numbers("rho", classes * (classes - 1) / 2));
    }

    int pairs() {
      return rho.length;
    }

    private int classes() {
      return starts.length - 1;
    }

    /** [n, pairs]: of the classes i < j, positive for i. */
    Matrix decisions(Matrix rows) {
      Matrix values = kernel.of(rows);
      int vectors = starts[classes()];
      Matrix out = Matrix.zeros(rows.rows(), rho.length);
      for (int row = 0; row < rows.rows(); row++) {
        int pair = 0;
        for (int i = 0; i < classes(); i++) {
          for (int j = i + 1; j < classes(); j++) {
            double sum = rho[pair];
            for (int v = starts[i]; v < starts[i + 1]; v++) {
              sum += coefficients[(j - 1) * vectors + v] * values.at(row, v);
            }
            for (int v = starts[j]; v < starts[j + 1]; v++) {
              sum += coefficients[i * vectors + v] * values.at(row, v);
            }
            out.values()[row * rho.length + pair++] = sum;
          }
        }
      }
      return out;
    }

    /** The class that wins most pairs, the first of equals. */
    Matrix labels(Matrix decisions) {
      Matrix votes = Matrix.zeros(decisions.rows(), classes());
      for (int row = 0; row < decisions.rows(); row++) {
        int pair = 0;
        for (int i = 0; i < classes(); i++) {
          for (int j = i + 1; j < classes(); j++) {
            int winner = decisions.at(row, pair++) > 0 ? i : j;
            votes.values()[row * classes() + winner]++;
          }
        }
      }
      return Operations.argmax(votes);
    }
  }

  private static Kernel kernel(Attributes node, boolean linear, Matrix vectors) {
    String kind = linear ? "LINEAR" : node.text("kernel_type", "LINEAR");
    double[] three = node.numbers("kernel_params");
    if (!kind.matches("LINEAR|POLY|RBF|SIGMOID")) {
      throw node.unsupported("the kernel " + kind);
    }
    return new Kernel(kind, three.length == 3 ? three : new double[] {0, 0, 3}, vectors);
  }

  /**
   * k(x, v) of rows and vectors.
   *
   * @param kind LINEAR x·v, POLY (γx·v + c)^d, RBF exp(−γ|x − v|²) or SIGMOID tanh(γx·v + c)
   * @param p γ, c and d
   * @param vectors [m, d]
   */
  private record Kernel(String kind, double[] p, Matrix vectors) {
    Matrix of(Matrix x) {
      Matrix values = x.times(vectors.transposed());
      if (!kind.equals("RBF")) {
        return values.map(
            product ->
                switch (kind) {
                  case "POLY" -> Math.pow(p[0] * product + p[1], p[2]);
                  case "SIGMOID" -> Math.tanh(p[0] * product + p[1]);
                  default -> product;
                });
      }
      for (int i = 0; i < x.rows(); i++) {
        for (int s = 0; s < vectors.rows(); s++) {
          double distance = 0;
          for (int j = 0; j < x.columns(); j++) {
            double d = x.at(i, j) - vectors.at(s, j);
            distance += d * d;
          }
          values.values()[i * vectors.rows() + s] = Math.exp(-p[0] * distance);
        }
      }
      return values;
    }
  }
}
