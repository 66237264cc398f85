package org.xai4j.agnostic.importance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleBiFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.agnostic.table.ModelAnswers;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explain.Session;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.network.Predictor;

/** Scores of columns by their relation to classes: the true ones, or the model's answers. */
final class FilterScores {
  private FilterScores() {}

  /**
   * Scores every column.
   *
   * @param score of the columns and the class of each row; its second argument holds the column
   *     last
   */
  static GlobalImportance explain(
      Explainer<Predictor> method,
      String measure,
      Predictor model,
      INDArray inputs,
      Context asked,
      ToDoubleBiFunction<Columns, Question> score) {
    Context context = asked.with(asked.target().asProbability());
    Session<Predictor> session = Session.open(method, model, inputs, context);
    Columns columns = Columns.of(session.columns(), NdArrays.rows(session.inputs()));
    int[] classes = classes(session, columns, context.target());
    List<GlobalImportance.Feature> features = new ArrayList<>();
    for (int c = 0; c < columns.schema().width(); c++) {
      double value = score.applyAsDouble(columns, new Question(classes, c));
      features.add(
          new GlobalImportance.Feature(
              columns.schema().columns().get(c).name(), value, value, value));
    }
    return new GlobalImportance(measure, features, session.cost(), session.provenance());
  }

  /**
   * What is asked of a column.
   *
   * @param classes of the rows
   * @param column its index
   */
  record Question(int[] classes, int column) {}

  private static int[] classes(Session<Predictor> session, Columns columns, Target target) {
    if (target.selection() == Target.Selection.CLASS && target.classes().size() > 1) {
      return target.classes().stream().mapToInt(c -> c).toArray();
    }
    return new ModelAnswers(session).answers(columns.rows());
  }
}
