package org.xai4j.agnostic.counterfactual;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.xai4j.agnostic.table.Columns;
import org.xai4j.agnostic.table.ModelAnswers;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.Target;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.run.InputException;

/**
 * What the searches for counterfactuals share: which answer is wanted, which values a column may
 * take, how far changed rows are from a row, and the final cleaning of candidates.
 */
final class CounterfactualSearch {
  private final Columns columns;
  private final ModelAnswers answers;
  private final Target target;
  private final Optional<WantedRange> range;

  /** A search for another class. */
  CounterfactualSearch(Columns columns, ModelAnswers answers, Target target) {
    this(columns, answers, target, Optional.empty());
  }

  /** A search for a quantity within a range, if there is one, else for another class. */
  CounterfactualSearch(
      Columns columns, ModelAnswers answers, Target target, Optional<WantedRange> range) {
    InputException.check(
        target.selection() != Target.Selection.CONTRAST,
        "A counterfactual looks for a class; give a class as the target, or argmax for any other class.");
    this.columns = columns;
    this.answers = answers;
    this.target = target;
    this.range = range;
  }

  Columns columns() {
    return columns;
  }

  ModelAnswers answers() {
    return answers;
  }

  /**
   * One row whose answer is to change.
   *
   * @param row elements
   * @param scores of the model for it
   * @param answered its class; −1 for a quantity
   * @param wanted the class looked for, or −1 for any other
   * @param range the quantities looked for, of a regression
   */
  record Start(
      double[] row, double[] scores, int answered, int wanted, Optional<WantedRange> range) {
    boolean reached(double[] outputs) {
      if (range.isPresent()) {
        return range.get().holds(outputs[0]);
      }
      int answer = ModelAnswers.answer(outputs);
      return wanted < 0 ? answer != answered : answer == wanted;
    }

    /** How much is missing to the wanted answer; 0 where it is given. */
    double missing(double[] outputs) {
      if (reached(outputs)) {
        return 0;
      }
      if (range.isPresent()) {
        // As a share of what the row itself misses.
        double own = range.get().missing(scores[0]);
        return 1e-6 + range.get().missing(outputs[0]) / Math.max(own, Double.MIN_NORMAL);
      }
      double best = 0;
      for (int c = 0; c < ModelAnswers.classes(outputs); c++) {
        if (wanted < 0 ? c != answered : c == wanted) {
          best = Math.max(best, ModelAnswers.score(outputs, c));
        }
      }
      return 1e-6 + Math.max(0, ModelAnswers.score(outputs, ModelAnswers.answer(outputs)) - best);
    }

    boolean already() {
      return range.isPresent() ? reached(scores) : wanted >= 0 && answered == wanted;
    }
  }

  /** The class of scores; −1 for a quantity. */
  private int answer(double[] scores) {
    return range.isPresent() ? -1 : ModelAnswers.answer(scores);
  }

  private static double score(double[] scores, int answer) {
    return ModelAnswers.score(scores, Math.max(answer, 0));
  }

  /** The start of a row. */
  Start start(double[] row, double[] scores, int index) {
    if (range.isPresent()) {
      InputException.check(
          scores.length == 1,
          "at-least and at-most are for a model with one output, a quantity, but this one tells %d"
              + " classes apart; give --target CLASS instead.",
          scores.length);
      InputException.check(
          target.selection() == Target.Selection.ARGMAX,
          "The model's output is a quantity, so there is no class %s; leave --target out.",
          target);
    }
    int wanted = -1;
    if (target.selection() == Target.Selection.CLASS) {
      List<Integer> classes = target.classes();
      InputException.check(
          classes.size() == 1 || index < classes.size(),
          "The target names %d classes, but row %d needs one too; give one for all or one per row.",
          classes.size(),
          index);
      wanted = classes.get(classes.size() == 1 ? 0 : index);
      InputException.check(
          wanted < ModelAnswers.classes(scores),
          "Class %d is out of range: the model has the outputs 0 to %d.",
          wanted,
          ModelAnswers.classes(scores) - 1);
    }
    return new Start(row, scores, answer(scores), wanted, range);
  }

  /** The value nearest to a wish that a column may take, seen from a row's own value. */
  double allowed(int column, double own, double wish) {
    TableSchema.Column c = columns.schema().columns().get(column);
    double value = c.whole() ? Math.rint(wish) : wish;
    return switch (c.change()) {
      case ANY -> value;
      case NONE -> own;
      case UP -> Math.max(value, own);
      case DOWN -> Math.min(value, own);
    };
  }

  /** The columns that may change, those of a one-hot group together. */
  int[][] free() {
    return columns.schema().units().stream()
        .filter(u -> columns.schema().columns().get(u.get(0)).change() != TableSchema.Change.NONE)
        .map(u -> u.stream().mapToInt(c -> c).toArray())
        .toArray(int[][]::new);
  }

  /** The indices that differ. */
  static List<Integer> changed(double[] a, double[] b) {
    return IntStream.range(0, a.length).filter(c -> a[c] != b[c]).boxed().toList();
  }

  /**
   * Undoes changes that the answer does not need: first whole columns or one-hot groups, the
   * smallest first, then parts of the changes of numbers, by bisection. Gives the row back as it is
   * if it does not reach the wanted answer.
   */
  double[] trimmed(Start start, double[] candidate) {
    double[] row = candidate.clone();
    if (!start.reached(answers.scores(new double[][] {row})[0])) {
      return row;
    }
    List<List<Integer>> order = new ArrayList<>(columns.schema().units());
    order.removeIf(u -> u.stream().allMatch(c -> row[c] == start.row()[c]));
    order.sort(
        Comparator.comparingDouble(
            (List<Integer> u) ->
                u.stream().mapToDouble(c -> columns.part(c, start.row()[c], candidate[c])).sum()));
    for (List<Integer> unit : order) {
      unit.forEach(c -> row[c] = start.row()[c]);
      if (!start.reached(answers.scores(new double[][] {row})[0])) {
        unit.forEach(c -> row[c] = candidate[c]);
      }
    }
    for (int c : changed(start.row(), row)) {
      if (!columns.categorical(c) && !columns.oneHot(c)) {
        closer(start, row, c);
      }
    }
    return row;
  }

  private void closer(Start start, double[] row, int column) {
    double near = start.row()[column];
    double far = row[column];
    for (int step = 0; step < 12; step++) {
      double middle = allowed(column, start.row()[column], (near + far) / 2);
      if (middle == near || middle == far) {
        break;
      }
      row[column] = middle;
      if (start.reached(answers.scores(new double[][] {row})[0])) {
        far = middle;
      } else {
        near = middle;
      }
    }
    row[column] = far;
  }

  /** The case of a row from candidates; those that the model does not confirm are left out. */
  Counterfactuals.Case verified(
      Start start, List<double[]> candidates, List<Integer> sources, Counterfactuals.Note none) {
    List<Counterfactuals.Alternative> found = new ArrayList<>();
    if (!candidates.isEmpty()) {
      double[][] scores = answers.scores(candidates.toArray(new double[0][]));
      for (int i = 0; i < scores.length; i++) {
        if (start.reached(scores[i])) {
          double[] row = candidates.get(i);
          int answer = answer(scores[i]);
          found.add(
              new Counterfactuals.Alternative(
                  row,
                  answer,
                  score(scores[i], answer),
                  changed(start.row(), row),
                  columns.distance(start.row(), row),
                  columns.rows().length > 0 ? columns.nearest(row) : Double.NaN,
                  sources.isEmpty() ? -1 : sources.get(i)));
        }
      }
    }
    Counterfactuals.Note note = found.isEmpty() ? none : Counterfactuals.Note.NONE;
    return new Counterfactuals.Case(
        start.row(),
        start.answered(),
        score(start.scores(), start.answered()),
        found,
        start.already() ? Counterfactuals.Note.ALREADY : note);
  }
}
