package org.xai4j.benchmarks.explorer;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.network.Engine;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** The models that are shown, and what a question says of them. */
final class Exhibits {
  /** Rows that a question may name together. */
  private static final int MOST = 500;

  private final Map<String, Exhibit> all = new TreeMap<>();
  private final Registry<?> methods = Registry.load("method", Explainer.class);

  Exhibits(List<? extends Exhibit> served) {
    served.forEach(exhibit -> all.put(exhibit.id(), exhibit));
  }

  /** The names of all. */
  List<String> ids() {
    return List.copyOf(all.keySet());
  }

  /** The exhibit of a name. */
  Exhibit get(String id) {
    return Registry.named("model", id, all);
  }

  Exhibit of(Question question) {
    return get(question.model());
  }

  /** The model as it takes the question's row: one of texts holds the mask of that row. */
  Model model(Question question) {
    Optional<ReadText> text = text(question);
    Model model = text.map(ReadText::model).orElseGet(() -> of(question).model());
    if (model instanceof Network network) {
      INDArray row = text.map(ReadText::row).orElseGet(() -> first(of(question)));
      requireMemory(network, row, of(question).context(List.of(), Progress.SILENT).engine());
    }
    return model;
  }

  private static INDArray first(Exhibit exhibit) {
    return exhibit.rows().get(NDArrayIndex.interval(0, 1));
  }

  /** A batch is cut to fit the memory; a single row cannot be. */
  private static void requireMemory(Network network, INDArray row, Engine engine) {
    long needed = engine.memory(network, row);
    if (needed > engine.bytes()) {
      throw new RefusedException(
          507,
          String.format(
              Locale.ROOT,
              "A row of this model takes %s with all its values, and a request may take %s; start"
                  + " the explorer with a larger --memory.",
              size(needed),
              size(engine.bytes())));
    }
  }

  private static String size(long bytes) {
    return bytes < 10 << 20 ? ((bytes + 1023) >> 10) + " kB" : (bytes >> 20) + " MB";
  }

  /** The question's text where a tokenizer of the model's own reads it. */
  Optional<ReadText> text(Question question) {
    Exhibit exhibit = of(question);
    List<String> texts = exhibit.texts();
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    String typed = question.beside("text");
    return Optional.of(
        exhibit.read(typed.isEmpty() ? texts.get(checked(exhibit, question.row())) : typed));
  }

  /** The network of a question whose view takes no other model apart. */
  Network network(Question question) {
    Model model = model(question);
    if (model instanceof Network network) {
      return network;
    }
    throw new InputException(
        "Only networks have layers, but the model "
            + question.model()
            + " is "
            + model.kind()
            + ".");
  }

  /** The method of a question with its parameters. */
  Explainer<?> method(Question question) {
    return (Explainer<?>)
        (question.parameters().isEmpty()
            ? methods.get(question.method())
            : methods.create(question.method(), question.parameters()));
  }

  /** Explains the row, or the rows, of a question. */
  Explanation explain(Question question, Progress progress) {
    return run(method(question), model(question), rows(question), question, progress);
  }

  private <M extends Predictor> Explanation run(
      Explainer<M> explainer, Model model, INDArray rows, Question question, Progress progress) {
    return explainer.explain(
        explainer.take(model), rows, of(question).context(question.options(), progress));
  }

  /** The attributions of the row, or the rows. */
  Attribution attribution(Question question, Progress progress) {
    return expect(explain(question, progress), Attribution.class, question, "attributions");
  }

  /** An explanation of the kind that a view shows. */
  static <E extends Explanation> E expect(
      Explanation explanation, Class<E> kind, Question question, String what) {
    if (kind.isInstance(explanation)) {
      return kind.cast(explanation);
    }
    throw new InputException(
        "The method "
            + question.method()
            + " gives no "
            + what
            + ", which this view shows; use: ./xai4j explain.");
  }

  /** The rows asked about: the one row, or those that {@code rows} names. */
  INDArray rows(Question question) {
    String rows = question.beside("rows");
    if (rows.isEmpty()) {
      return row(question);
    }
    InputException.check(
        rows.matches("\\d{1,8}-\\d{1,8}"), "The rows '%s' are not a range such as 0-99.", rows);
    long from = Long.parseLong(rows.substring(0, rows.indexOf('-')));
    long to = Long.parseLong(rows.substring(rows.indexOf('-') + 1)) + 1;
    INDArray stored = of(question).rows();
    InputException.check(
        from < to && to <= stored.size(0) && to - from <= MOST,
        "The rows %s are not a range of at most %d of the rows 0 to %d.",
        rows,
        MOST,
        stored.size(0) - 1);
    return stored.get(NDArrayIndex.interval(from, to)).dup();
  }

  /** The one row asked about, [1, …]. */
  INDArray row(Question question) {
    Exhibit exhibit = of(question);
    Optional<ReadText> text = text(question);
    if (text.isPresent()) {
      return text.get().row();
    }
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

  /** A row as it is stored. */
  static INDArray stored(Exhibit exhibit, int row) {
    int known = checked(exhibit, row);
    return exhibit.rows().get(NDArrayIndex.interval(known, known + 1)).dup();
  }

  private static int checked(Exhibit exhibit, int row) {
    InputException.check(
        row >= 0 && row < exhibit.rows().size(0),
        "There is no row %d; there are the rows 0 to %d.",
        row,
        exhibit.rows().size(0) - 1);
    return row;
  }

  /** The scores of rows: probabilities, or the quantities of a regression. */
  double[][] scores(Question question, INDArray rows) {
    Exhibit exhibit = of(question);
    Model model = model(question);
    Model scored = model.regression() ? model : model.probabilities();
    return NdArrays.rows(
        exhibit.context(List.of(), Progress.SILENT).predictor(scored).predict(rows));
  }
}
