package org.xai4j.benchmarks.explorer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.explanation.DecisionRules;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** What could be different in a row of a table, and what follows from a column. */
final class TableAnswers {
  private final Exhibits exhibits;

  TableAnswers(Exhibits exhibits) {
    this.exhibits = exhibits;
  }

  /** The nearest rows that the model answers differently. */
  ObjectNode counterfactuals(Question question, Progress progress) {
    Counterfactuals.Case found =
        Exhibits.expect(
                exhibits.explain(question, progress),
                Counterfactuals.class,
                question,
                "counterfactuals")
            .cases()
            .get(0);
    ObjectNode root = Answer.empty();
    root.put("answered", found.answered()).put("probability", found.probability());
    root.put("note", found.note().name().toLowerCase(Locale.ROOT));
    ArrayNode alternatives = root.putArray("alternatives");
    for (Counterfactuals.Alternative other : found.alternatives()) {
      ObjectNode node = alternatives.addObject();
      Answer.put(node, "values", other.row());
      node.put("answered", other.answered()).put("probability", other.probability());
      node.put("distance", other.distance());
      other.changed().forEach(node.putArray("changed")::add);
    }
    root.put("command", Commands.explain(question, exhibits.of(question), "alternatives.json"));
    return root;
  }

  /**
   * How the score goes with one column over the rows that the question names, and for its own row.
   */
  ObjectNode curve(Question question, Progress progress) {
    Curves curves =
        Exhibits.expect(exhibits.explain(question, progress), Curves.class, question, "curves");
    InputException.check(
        curves.curves().size() == 1, "Name the column of the curve as the parameter columns.");
    Curves.Curve curve = curves.curves().get(0);
    ObjectNode root = Answer.empty();
    root.put("measure", curves.measure()).put("column", curve.column());
    Answer.put(root, "grid", curve.grid());
    Answer.put(root, "mean", curve.mean());
    Answer.put(root, "shares", curve.shares());
    ArrayNode rows = root.putArray("rows");
    for (double[] row : curve.rows()) {
      ArrayNode node = rows.addArray();
      Arrays.stream(row).forEach(node::add);
    }
    double[] own = NdArrays.doubles(exhibits.row(question));
    root.put("value", own[curve.column()]);
    if (curve.rows().length > 0) {
      double[] places = Arrays.copyOf(curve.grid(), curve.grid().length + 1);
      places[curve.grid().length] = own[curve.column()];
      double[] heights = heights(exhibits.method(question), question, curve.column(), places);
      Answer.put(root, "own", Arrays.copyOf(heights, heights.length - 1));
      root.put("height", heights[heights.length - 1]);
    }
    root.put("command", Commands.explain(question, exhibits.of(question), "curves.json"));
    return root;
  }

  /** The target's score for the question's row with these values in one column. */
  private <M extends Predictor> double[] heights(
      Explainer<M> method, Question question, int column, double[] values) {
    Model model = exhibits.model(question);
    double[] own = NdArrays.doubles(exhibits.row(question));
    double[][] rows = new double[values.length][];
    for (int p = 0; p < values.length; p++) {
      rows[p] = own.clone();
      rows[p][column] = values[p];
    }
    Context context = exhibits.of(question).context(question.options(), Progress.SILENT);
    INDArray batch = model.accept(NdArrays.array(DataType.FLOAT, rows));
    Session<M> session = Session.open(method, method.take(model), batch, context);
    return context.target().resolve(session.scorer().predict(session.inputs()), 0).scores();
  }

  /** A rule under which the model nearly always answers as for the row. */
  ObjectNode rule(Question question, Progress progress) {
    DecisionRules.Rule rule =
        Exhibits.expect(
                exhibits.explain(question, progress), DecisionRules.class, question, "rules")
            .rules()
            .get(0);
    Exhibit exhibit = exhibits.of(question);
    long width = exhibit.rows().length() / exhibit.rows().size(0);
    ObjectNode root = Answer.empty();
    rule.words(exhibit.schema().orElseGet(() -> TableSchema.numbers((int) width)))
        .forEach(root.putArray("conditions")::add);
    root.put("answer", rule.answer()).put("precision", rule.precision());
    root.put("coverage", rule.coverage()).put("certain", rule.certain());
    root.put("command", Commands.explain(question, exhibit, "rule.json"));
    return root;
  }
}
