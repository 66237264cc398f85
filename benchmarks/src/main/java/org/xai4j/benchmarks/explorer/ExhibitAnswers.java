package org.xai4j.benchmarks.explorer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Task;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** Asks models and explainers what the page wants to know. */
final class ExhibitAnswers {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Exhibit> exhibits = new TreeMap<>();
  private final Registry<?> methods = Registry.load("method", Explainer.class);

  ExhibitAnswers(List<? extends Exhibit> served) {
    served.forEach(exhibit -> exhibits.put(exhibit.id(), exhibit));
  }

  /** The exhibit of a name. */
  Exhibit exhibit(String id) {
    return Registry.named("model", id, exhibits);
  }

  /** The names of all. */
  ObjectNode models() {
    ObjectNode root = JSON.createObjectNode();
    exhibits.keySet().forEach(root.putArray("models")::add);
    return root;
  }

  /** What the page needs to show a model. */
  ObjectNode model(String id) {
    Exhibit exhibit = exhibit(id);
    Model model = exhibit.model();
    ObjectNode root = JSON.createObjectNode();
    root.put("model", id);
    root.put("rows", exhibit.rows().size(0));
    ArrayNode shape = root.putArray("shape");
    for (int i = 1; i < exhibit.rows().rank(); i++) {
      shape.add(exhibit.rows().size(i));
    }
    root.put("layout", model.inputShape().size() == 3 ? model.layout().toString() : "");
    root.put("task", task(model));
    ArrayNode ids = root.putArray("methods");
    (model instanceof Network network
            ? Task.of(network).methods(network).stream().map(Experiment.Choice::id).toList()
            : List.of("tree-shap", "kernel-shap", "feature-ablation"))
        .forEach(ids::add);
    exhibit.schema().ifPresent(schema -> columns(root, schema));
    return root;
  }

  private static String task(Model model) {
    return model instanceof Network network ? Task.of(network).toString() : "table";
  }

  private static void columns(ObjectNode root, TableSchema schema) {
    ArrayNode classes = root.putArray("classes");
    schema.classes().forEach(classes::add);
    ArrayNode columns = root.putArray("columns");
    for (TableSchema.Column column : schema.columns()) {
      ObjectNode node = columns.addObject().put("name", column.words()).put("unit", column.unit());
      column.labels().forEach(node.putArray("labels")::add);
    }
  }

  /** One row's elements and its class. */
  ObjectNode row(String id, int row) {
    Exhibit exhibit = exhibit(id);
    ObjectNode root = JSON.createObjectNode();
    array(root.putArray("values"), NdArrays.doubles(stored(exhibit, row)));
    exhibit.labels().ifPresent(labels -> root.put("label", labels[row]));
    return root;
  }

  /** The scores of a row: probabilities, or the quantity of a regression. */
  ObjectNode predict(Question question) {
    Exhibit exhibit = exhibit(question.model());
    ObjectNode root = JSON.createObjectNode();
    array(root.putArray("scores"), scores(exhibit, input(question)));
    return root;
  }

  private static double[] scores(Exhibit exhibit, INDArray row) {
    Model model = exhibit.model();
    Model scored = model.regression() ? model : model.probabilities();
    return NdArrays.doubles(
        exhibit.context(List.of(), Progress.SILENT).predictor(scored).predict(row));
  }

  /**
   * The scores of a row, what each element did to one of them, and how to get the same without the
   * page.
   */
  ObjectNode explain(Question question, Progress progress) {
    Exhibit exhibit = exhibit(question.model());
    INDArray row = input(question);
    Attribution attribution = attribution(question, progress);
    ObjectNode root = JSON.createObjectNode();
    array(root.putArray("scores"), scores(exhibit, row));
    array(root.putArray("attributions"), NdArrays.doubles(attribution.values()));
    ArrayNode shape = root.putArray("shape");
    for (long length : attribution.values().shape()) {
      shape.add(length);
    }
    root.put("score", attribution.scores()[0]);
    attribution.residuals().ifPresent(residuals -> root.put("residual", residuals[0]));
    attribution.warning().ifPresent(warning -> root.put("warning", warning));
    root.put("seconds", attribution.cost().seconds());
    root.put("command", question.command(exhibit));
    JavaCode.of(question, exhibit, methods.get(question.method()))
        .ifPresent(code -> root.put("java", code));
    return root;
  }

  /** The attributions alone. */
  Attribution attribution(Question question, Progress progress) {
    Exhibit exhibit = exhibit(question.model());
    Explainer<?> explainer = (Explainer<?>) methods.get(question.method());
    Explainer<?> asked =
        question.parameters().isEmpty()
            ? explainer
            : (Explainer<?>) methods.create(question.method(), question.parameters());
    Explanation explanation = run(asked, exhibit, input(question), question, progress);
    if (explanation instanceof Attribution attribution) {
      return attribution;
    }
    throw new InputException(
        "The method "
            + question.method()
            + " gives no attributions, which this page shows; use: ./xai4j explain.");
  }

  private static <M extends Predictor> Explanation run(
      Explainer<M> explainer, Exhibit exhibit, INDArray row, Question question, Progress progress) {
    return explainer.explain(
        explainer.take(exhibit.model()), row, exhibit.context(question.options(), progress));
  }

  /** The row asked about, [1, …]. */
  INDArray input(Question question) {
    Exhibit exhibit = exhibit(question.model());
    if (question.values().isEmpty()) {
      return stored(exhibit, question.row());
    }
    // A copy: the array's own would change with it.
    long[] shape = exhibit.rows().shape().clone();
    shape[0] = 1;
    long length = exhibit.rows().length() / exhibit.rows().size(0);
    InputException.check(
        question.values().size() == length,
        "A row of %s has %d values, not %d.",
        question.model(),
        length,
        question.values().size());
    float[] values = new float[(int) length];
    for (int i = 0; i < values.length; i++) {
      values[i] = question.values().get(i).floatValue();
      InputException.check(
          Float.isFinite(values[i]), "Value %d of the row is not a finite number.", i);
    }
    return exhibit.model().accept(NdArrays.array(values, shape));
  }

  private static INDArray stored(Exhibit exhibit, int row) {
    InputException.check(
        row >= 0 && row < exhibit.rows().size(0),
        "There is no row %d; there are the rows 0 to %d.",
        row,
        exhibit.rows().size(0) - 1);
    return exhibit.rows().get(NDArrayIndex.interval(row, row + 1)).dup();
  }

  private static void array(ArrayNode node, double[] values) {
    for (double value : values) {
      node.add(value);
    }
  }
}
