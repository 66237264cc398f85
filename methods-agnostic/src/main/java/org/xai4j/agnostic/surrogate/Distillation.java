package org.xai4j.agnostic.surrogate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.agnostic.table.Holdout;
import org.xai4j.agnostic.table.ModelAnswers;
import org.xai4j.core.data.TableEncoding;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.SplitRandom;

/**
 * Knowledge distillation: a classifier taught into a smaller one by its soft answers at a
 * temperature T, p_c^(1/T)/Σ p^(1/T), which are softmax(z/T) of its logits z. The student is a
 * network of one hidden layer, a linear one (softmax regression), or a tree (CART) in which a row
 * counts for each class by its soft answer. Fidelity is the share of equal answers on a quarter of
 * the rows that the student was not taught with; where the target names the true class of each row,
 * the accuracies of both on these rows tell what is lost.
 *
 * <p>The true classes take no part in the teaching: the student explains the model, not the data.
 * Numbers of a table are standardised and categories become indicators; the elements of other
 * inputs share one mean and deviation. The student takes raw rows.
 *
 * @param student its kind
 * @param temperature T of the soft answers; 1 takes the probabilities as they are
 * @param hidden units of a student network
 * @param epochs of teaching a network or a linear student
 * @param depth of a student tree
 */
@Info(
    id = "distillation",
    title = "Distillation",
    summary = "A smaller network, linear model or tree taught by the model's soft answers.",
    reference = "Hinton, Vinyals and Dean 2015, arXiv:1503.02531")
public record Distillation(
    @Param("kind of the student") Student student,
    @Param(value = "temperature of the soft answers", min = 0.1, max = 1000) double temperature,
    @Param(value = "hidden units of a network", min = 1, max = 10_000) int hidden,
    @Param(value = "epochs of a network or linear student", min = 1, max = 100_000) int epochs,
    @Param(value = "depth of a tree", min = 1, max = 20) int depth)
    implements Explainer<Predictor> {
  /** Fewest rows in a node of a tree that is split. */
  private static final int LEAF = 10;

  /** The kinds of students. */
  public enum Student {
    /** One hidden layer of rectifiers. */
    NETWORK,
    /** Softmax regression. */
    LINEAR,
    /** A decision tree. */
    TREE
  }

  /** A network of 16 hidden units, temperature 3, 200 epochs. */
  public Distillation() {
    this(Student.NETWORK, 3, 16, 200, 4);
  }

  /**
   * Another kind of student, with the defaults else.
   *
   * @param kind of the student
   */
  public Distillation(Student kind) {
    this(kind, 3, 16, 200, 4);
  }

  @Override
  public Class<Predictor> modelType() {
    return Predictor.class;
  }

  @Override
  public Surrogate explain(Predictor model, INDArray inputs, Context asked) {
    Context context = asked.with(asked.target().asProbability());
    Session<Predictor> session = Session.open(this, model, inputs, context);
    boolean table = session.inputs().rank() == 2;
    TableSchema schema =
        table ? session.columns() : TableSchema.numbers((int) (inputs.length() / inputs.size(0)));
    Holdout data = Holdout.of(session, schema);
    double[][] targets = targets(data);
    if (student == Student.TREE) {
      Surrogate.Tree tree = new Cart(data, targets).grow(depth, LEAF, context.seed());
      return answer(tree, tree::answer, data, session);
    }
    Surrogate.Student taught = teach(data, targets, table, session.random().split("teaching"));
    return answer(taught, taught::answer, data, session);
  }

  /** The soft answers of all rows. */
  private double[][] targets(Holdout data) {
    double[][] targets = new double[data.scores().length][];
    for (int i = 0; i < targets.length; i++) {
      double[] p = new double[data.classes()];
      for (int c = 0; c < p.length; c++) {
        p[c] = ModelAnswers.score(data.scores()[i], c);
        InputException.check(
            p[c] >= 0 && p[c] <= 1 + 1e-6,
            "Distillation learns from probabilities, but the model gives %s for row %d; put a"
                + " softmax or a logistic function behind its scores.",
            p[c],
            i);
      }
      InputException.check(
          Math.abs(Arrays.stream(p).sum() - 1) < 1e-3,
          "Distillation learns from probabilities, but those of row %d sum to %s; put a softmax"
              + " behind the model's scores.",
          i,
          Arrays.stream(p).sum());
      targets[i] = Teaching.soften(p, temperature);
    }
    return targets;
  }

  private Surrogate.Student teach(
      Holdout data, double[][] targets, boolean table, SplitRandom random) {
    double[][] fit = Arrays.stream(data.fit()).mapToObj(data::row).toArray(double[][]::new);
    double[][] wanted =
        Arrays.stream(data.fit()).mapToObj(i -> targets[i]).toArray(double[][]::new);
    TableEncoding encoding =
        table ? TableEncoding.of(data.columns().schema(), fit) : shared(data.columns(), fit);
    int[] layers = student == Student.LINEAR ? new int[0] : new int[] {hidden};
    List<Surrogate.Stage> inner =
        Teaching.teach(encoding.encode(fit), wanted, layers, temperature, epochs, random);
    return new Surrogate.Student(raw(encoding, inner));
  }

  /** One mean and deviation for all elements: pixels that are nearly always 0 stay small. */
  private static TableEncoding shared(Columns columns, double[][] rows) {
    double[] all = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    double mean = Arrays.stream(all).average().orElse(0);
    double variance = Arrays.stream(all).map(v -> (v - mean) * (v - mean)).average().orElse(0);
    double[] means = new double[columns.schema().width()];
    double[] deviations = new double[means.length];
    Arrays.fill(means, mean);
    Arrays.fill(deviations, variance > 0 ? Math.sqrt(variance) : 1);
    return new TableEncoding(columns.schema(), means, deviations);
  }

  /** The layers for raw rows: the encoding merged into the first, or put before it. */
  private static List<Surrogate.Stage> raw(TableEncoding encoding, List<Surrogate.Stage> inner) {
    Surrogate.Stage first = inner.get(0);
    List<Surrogate.Stage> layers = new ArrayList<>(inner);
    if (encoding.schema().columns().stream().anyMatch(TableSchema.Column::categorical)) {
      layers.set(
          0,
          new Surrogate.Stage(encoding.merged(first.weights()), first.biases(), first.rectified()));
      layers.add(0, new Surrogate.Stage(encoding.weights(), encoding.biases(), true));
      return layers;
    }
    double[][] weights = new double[encoding.columns()][];
    double[] biases = first.biases().clone();
    for (int c = 0; c < weights.length; c++) {
      double mean = encoding.mean()[c];
      double[] scaled = first.weights()[c].clone();
      for (int u = 0; u < scaled.length; u++) {
        scaled[u] /= encoding.deviation()[c];
        biases[u] -= scaled[u] * mean;
      }
      weights[c] = scaled;
    }
    layers.set(0, new Surrogate.Stage(weights, biases, first.rectified()));
    return layers;
  }

  private static Surrogate answer(
      Surrogate.Form form,
      java.util.function.ToIntFunction<double[]> rule,
      Holdout data,
      Session<Predictor> session) {
    return new Surrogate(
        form,
        data.agreement(data.check(), rule),
        data.agreement(data.fit(), rule),
        "share of equal answers",
        data.check().length,
        data.accuracy(session.context().target(), rule),
        session.cost(),
        session.provenance());
  }
}
