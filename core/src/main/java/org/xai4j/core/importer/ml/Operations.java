package org.xai4j.core.importer.ml;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.Link;

/** The steps of pipelines of numbers, by operator. */
final class Operations {
  static final Map<String, Function<Attributes, Operation>> ALL = new HashMap<>();

  static {
    // What probabilities pass unchanged on their way out.
    for (String same : new String[] {"Identity", "ZipMap"}) {
      ALL.put(same, node -> Operation.passing(in -> in[0]));
    }
    ALL.put("Cast", Operations::cast);
    ALL.put("Normalizer", Operations::normalizer);
    ALL.put("Reshape", node -> Operation.one(Operations::reshaped));
    ALL.put("Scaler", Operations::scaler);
    ALL.put("Imputer", Operations::imputer);
    ALL.put("Binarizer", Operations::binarizer);
    ALL.put("OneHotEncoder", Operations::oneHot);
    ALL.put("LabelEncoder", Operations::labels);
    ALL.put("ArrayFeatureExtractor", node -> Operation.one(in -> in[0].select(in[1].values())));
    ALL.put("FeatureVectorizer", node -> Operation.one(Matrix::beside));
    ALL.put("Concat", node -> along(node, 1, Matrix::beside));
    ALL.put("Gather", node -> along(node, 0, in -> in[0].select(in[1].values())));
    ALL.put("Split", Operations::split);
    ALL.put("MatMul", node -> Operation.one(in -> in[0].times(in[1])));
    ALL.put("Gemm", Operations::gemm);
    ALL.put("Add", node -> Operation.one(in -> in[0].with(in[1], Double::sum)));
    ALL.put("Sub", node -> Operation.one(in -> in[0].with(in[1], (a, b) -> a - b)));
    ALL.put("Mul", node -> Operation.one(in -> in[0].with(in[1], (a, b) -> a * b)));
    ALL.put("Div", node -> Operation.one(in -> in[0].with(in[1], (a, b) -> a / b)));
    ALL.put("Pow", node -> Operation.one(in -> in[0].with(in[1], Math::pow)));
    each("Neg", v -> -v);
    each("Abs", Math::abs);
    each("Exp", Math::exp);
    each("Log", Math::log);
    each("Sqrt", Math::sqrt);
    each("Tanh", Math::tanh);
    each("Relu", v -> Math.max(v, 0));
    each("Sigmoid", v -> 1 / (1 + Math.exp(-v)));
    ALL.put(
        "Softmax", node -> along(node, -1, in -> Answers.of(Link.of(Link.Kind.SOFTMAX), in[0])));
    ALL.put("Flatten", node -> along(node, 1, in -> in[0]));
    ALL.put("ReduceSum", Operations::sum);
    ALL.put("ArgMax", node -> along(node, 0, in -> argmax(in[0])));
    ALL.put("LinearRegressor", LinearSteps::regressor);
    ALL.put("LinearClassifier", LinearSteps::classifier);
    ALL.put("SVMRegressor", KernelSteps::regressor);
    ALL.put("SVMClassifier", KernelSteps::classifier);
  }

  private Operations() {}

  /** The operators, and those of trees. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>(ALL.keySet());
    names.addAll(Set.of("TreeEnsembleClassifier", "TreeEnsembleRegressor"));
    return names;
  }

  private static void each(String operator, DoubleUnaryOperator function) {
    ALL.put(operator, node -> Operation.one(in -> in[0].map(function)));
  }

  private static Operation cast(Attributes node) {
    return switch ((int) node.whole("to", 0)) {
      case 1, 11, 10 -> Operation.passing(in -> in[0]);
      case 2, 3, 4, 5, 6, 7, 12, 13 ->
          Operation.one(in -> in[0].map(v -> v < 0 ? Math.ceil(v) : Math.floor(v)));
      case 9 -> Operation.one(in -> in[0].map(v -> v == 0 ? 0 : 1));
      default -> throw node.unsupported("a cast to texts");
    };
  }

  /** Sums of absolute values are 1, or largest values, or lengths. */
  private static Operation normalizer(Attributes node) {
    String norm = node.text("norm", "MAX");
    Operation.One divided =
        in -> {
          Matrix x = in[0];
          double[] out = x.values().clone();
          for (int i = 0; i < x.rows(); i++) {
            int from = i * x.columns();
            double size = norm.equals("MAX") ? Double.NEGATIVE_INFINITY : 0;
            for (int j = from; j < from + x.columns(); j++) {
              size =
                  switch (norm) {
                    case "MAX" -> Math.max(size, out[j]);
                    case "L1" -> size + Math.abs(out[j]);
                    default -> size + out[j] * out[j];
                  };
            }
            size = norm.equals("L2") ? Math.sqrt(size) : size;
            for (int j = from; j < from + x.columns(); j++) {
              out[j] = size == 0 ? out[j] : out[j] / size;
            }
          }
          return new Matrix(x.rows(), x.columns(), out);
        };
    return switch (norm) {
      case "L1" -> Operation.passing(divided);
      case "MAX", "L2" -> Operation.one(divided);
      default -> throw node.unsupported("the norm " + norm);
    };
  }

  /** Rows stay rows: only axes that are laid flat here may change. */
  private static Matrix reshaped(Matrix... in) {
    double[] shape = in[1].values();
    boolean column = shape.length == 1 && in[0].columns() == 1;
    boolean rows =
        shape.length > 1 && (shape[0] == -1 || shape[0] == 0 || shape[0] == in[0].rows());
    double rest = 1;
    for (int i = 1; i < shape.length; i++) {
      rest *= shape[i];
    }
    InputException.check(
        column || (rows && (rest == in[0].columns() || rest == -1)),
        "A step of the ONNX file changes the shape of rows of %d numbers to %s, which is not"
            + " supported.",
        in[0].columns(),
        Arrays.toString(shape));
    return in[0];
  }

  private static double one(double[] list, int index, double otherwise) {
    return list.length == 0 ? otherwise : list[list.length == 1 ? 0 : index];
  }

  private static void requireColumns(Attributes node, double[] list, int columns) {
    InputException.check(
        list.length <= 1 || list.length == columns,
        "The %s has %d numbers for %d columns; the file is damaged.",
        node,
        list.length,
        columns);
  }

  private interface Cell {
    double of(int column, double value);
  }

  private static Matrix cells(Matrix x, Cell cell) {
    double[] out = new double[x.values().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = cell.of(i % x.columns(), x.values()[i]);
    }
    return new Matrix(x.rows(), x.columns(), out);
  }

  private static Operation scaler(Attributes node) {
    double[] offset = node.numbers("offset");
    double[] scale = node.numbers("scale");
    return Operation.one(
        in -> {
          requireColumns(node, offset, in[0].columns());
          requireColumns(node, scale, in[0].columns());
          return cells(in[0], (j, v) -> (v - one(offset, j, 0)) * one(scale, j, 1));
        });
  }

  private static Operation imputer(Attributes node) {
    boolean whole = node.has("imputed_value_int64s");
    double[] values = node.numbers(whole ? "imputed_value_int64s" : "imputed_value_floats");
    double missing =
        whole
            ? node.whole("replaced_value_int64", 0)
            : node.number("replaced_value_float", Double.NaN);
    return Operation.one(
        in -> {
          requireColumns(node, values, in[0].columns());
          return cells(
              in[0],
              (j, v) ->
                  v == missing || (Double.isNaN(v) && Double.isNaN(missing))
                      ? one(values, j, v)
                      : v);
        });
  }

  private static Operation binarizer(Attributes node) {
    double threshold = node.number("threshold", 0);
    return Operation.one(in -> in[0].map(v -> v > threshold ? 1 : 0));
  }

  private static Operation oneHot(Attributes node) {
    InputException.check(
        node.texts("cats_strings").isEmpty(),
        "The %s takes texts, which are not supported; encode them as numbers first.",
        node);
    double[] categories = node.numbers("cats_int64s");
    boolean zeros = node.whole("zeros", 1) != 0;
    int width = categories.length;
    return Operation.one(
        in -> {
          Matrix x = in[0];
          Matrix out = Matrix.zeros(x.rows(), (long) x.columns() * width);
          for (int i = 0; i < x.values().length; i++) {
            boolean known = false;
            for (int c = 0; c < width; c++) {
              // Values are taken by their whole part, as ONNX Runtime casts them.
              boolean is = (long) x.values()[i] == (long) categories[c];
              out.values()[i * width + c] = is ? 1 : 0;
              known |= is;
            }
            InputException.check(
                known || zeros, "The %s does not know the category %s.", node, x.values()[i]);
          }
          return out;
        });
  }

  private static Operation labels(Attributes node) {
    String from = node.has("keys_int64s") ? "int64" : "float";
    String to = node.has("values_int64s") ? "int64" : "float";
    double[] keys = node.numbers("keys_" + from + "s");
    double[] values = node.numbers("values_" + to + "s");
    InputException.check(
        keys.length > 0 && keys.length == values.length,
        "The %s maps texts, which are not supported; encode them as numbers first.",
        node);
    double otherwise =
        to.equals("float") ? node.number("default_float", -0.0) : node.whole("default_int64", -1);
    Map<Double, Double> map = new HashMap<>();
    for (int i = 0; i < keys.length; i++) {
      map.putIfAbsent(keys[i] + 0.0, values[i]);
    }
    return Operation.one(in -> in[0].map(v -> map.getOrDefault(v + 0.0, otherwise)));
  }

  /** What goes along the columns; other axes are not supported. */
  private static Operation along(Attributes node, long otherwise, Operation.One function) {
    requireAxis(node, node.whole("axis", otherwise));
    return Operation.one(function);
  }

  private static void requireAxis(Attributes node, long axis) {
    if (axis != 1 && axis != -1) {
      throw node.unsupported("the axis " + axis);
    }
  }

  private static Operation split(Attributes node) {
    requireAxis(node, node.whole("axis", 0));
    int parts = node.node().getOutputCount();
    double[] attribute = node.numbers("split");
    return in -> {
      double[] given = in.length > 1 ? in[1].values() : attribute;
      double[] sizes = given;
      if (given.length == 0) {
        sizes = new double[parts];
        Arrays.fill(sizes, Math.ceil((double) in[0].columns() / parts));
        sizes[parts - 1] = in[0].columns() - sizes[0] * (parts - 1);
      }
      Matrix[] out = new Matrix[sizes.length];
      int at = 0;
      for (int p = 0; p < out.length; p++) {
        InputException.check(
            sizes[p] >= 0 && at + sizes[p] <= in[0].columns(),
            "The %s splits %d columns into %s; the file is damaged.",
            node,
            in[0].columns(),
            Arrays.toString(sizes));
        double[] chosen = new double[(int) sizes[p]];
        for (int j = 0; j < chosen.length; j++) {
          chosen[j] = at++;
        }
        out[p] = in[0].select(chosen);
      }
      return out;
    };
  }

  private static Operation gemm(Attributes node) {
    double alpha = node.number("alpha", 1);
    double beta = node.number("beta", 1);
    if (node.whole("transA", 0) != 0) {
      throw node.unsupported("a transposed input");
    }
    boolean turned = node.whole("transB", 0) != 0;
    return Operation.one(
        in -> {
          Matrix product = in[0].times(turned ? in[1].transposed() : in[1]).map(v -> alpha * v);
          return in.length > 2 ? product.with(in[2], (a, b) -> a + beta * b) : product;
        });
  }

  /** Sums over the columns: the axes are an attribute or, in newer files, an input. */
  private static Operation sum(Attributes node) {
    double[] attribute = node.numbers("axes");
    return Operation.one(
        in -> {
          double[] axes = in.length > 1 ? in[1].values() : attribute;
          requireAxis(node, axes.length == 1 ? (long) axes[0] : 0);
          Matrix out = Matrix.zeros(in[0].rows(), 1);
          for (int i = 0; i < in[0].values().length; i++) {
            out.values()[i / in[0].columns()] += in[0].values()[i];
          }
          return out;
        });
  }

  static Matrix argmax(Matrix x) {
    Matrix out = Matrix.zeros(x.rows(), 1);
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 1; j < x.columns(); j++) {
        if (x.at(i, j) > x.at(i, (int) out.values()[i])) {
          out.values()[i] = j;
        }
      }
    }
    return out;
  }
}
