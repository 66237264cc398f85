package org.xai4j.benchmarks.explorer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.data.EncodedText;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Task;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.data.eeg.Montage;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.layer.Recurrent;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;
import org.xai4j.core.text.TextToken;
import org.xai4j.rnn.language.Languages;

/** What models there are, what a model says of a row, and what each element did to it. */
final class ExhibitAnswers {
  private final Exhibits exhibits;

  ExhibitAnswers(Exhibits exhibits) {
    this.exhibits = exhibits;
  }

  /** The names of all, and which rows each shows. */
  ObjectNode models() {
    ObjectNode root = Answer.empty();
    exhibits.ids().forEach(root.putArray("models")::add);
    ObjectNode data = root.putObject("data");
    exhibits.ids().forEach(id -> data.put(id, String.join(" ", exhibits.get(id).rowOptions())));
    ArrayNode languages = root.putArray("languages");
    Languages.ids().stream().filter(id -> id.matches("tomita\\d")).forEach(languages::add);
    return root;
  }

  /** What the page needs to show a model. */
  ObjectNode model(String id) {
    Exhibit exhibit = exhibits.get(id);
    Model model = exhibit.model();
    ObjectNode root = Answer.empty();
    root.put("model", id);
    root.put("rows", exhibit.rows().size(0));
    long[] shape = exhibit.rows().shape();
    List<String> names = exhibit.dataset().map(Dataset::channels).orElse(List.of());
    // Electrodes over time are a series to look at, though the model may take them as an image.
    boolean series = !names.isEmpty() && shape.length == 4 && shape[1] == 1;
    Answer.shape(root, "shape", series ? new long[] {shape[0], shape[2], shape[3]} : shape);
    boolean image = model.inputShape().size() == 3 && !series;
    root.put("layout", image ? model.layout().toString() : "");
    root.put("task", series ? "series" : task(model));
    root.put("network", model instanceof Network);
    root.put(
        "recurrent",
        model instanceof Network network
            && network.nodes().stream().anyMatch(n -> n.layer() instanceof Recurrent));
    root.put("tokenizer", !exhibit.texts().isEmpty());
    root.put("regression", model.regression());
    root.put("training", exhibit.dataset().flatMap(Dataset::train).isPresent());
    ArrayNode ids = root.putArray("methods");
    methods(model).forEach(ids::add);
    ArrayNode metrics = root.putArray("metrics");
    if (model instanceof Network network) {
      Task.of(network).metrics().forEach(choice -> metrics.add(choice.id()));
    } else {
      List.of("deletion", "insertion", "sparseness", "complexity").forEach(metrics::add);
    }
    channels(root, names);
    ArrayNode words = root.putArray("words");
    exhibit.dataset().map(Dataset::tokenNames).orElse(List.of()).forEach(words::add);
    ArrayNode classes = root.putArray("classes");
    exhibit
        .schema()
        .map(TableSchema::classes)
        .or(() -> exhibit.dataset().map(data -> data.test().classes()))
        .orElse(List.of())
        .forEach(classes::add);
    exhibit.schema().ifPresent(schema -> columns(root, schema));
    return root;
  }

  /** The names of a series' channels; of electrodes their places on the head, too. */
  private static void channels(ObjectNode root, List<String> names) {
    names.forEach(root.putArray("channels")::add);
    ArrayNode places = root.putArray("places");
    if (names.stream().allMatch(name -> Montage.find(name).isPresent())) {
      Montage.of(names).forEach(place -> places.addArray().add(place.x()).add(place.y()));
    }
  }

  private static List<String> methods(Model model) {
    return model instanceof Network network
        ? Task.of(network).methods(network).stream().map(Experiment.Choice::id).toList()
        : List.of("tree-shap", "kernel-shap", "feature-ablation");
  }

  private static String task(Model model) {
    return model instanceof Network network ? Task.of(network).toString() : "table";
  }

  private static void columns(ObjectNode root, TableSchema schema) {
    ArrayNode columns = root.putArray("columns");
    for (TableSchema.Column column : schema.columns()) {
      ObjectNode node = columns.addObject().put("name", column.words()).put("unit", column.unit());
      node.put("id", column.name());
      node.put("fixed", column.change() == TableSchema.Change.NONE);
      column.labels().forEach(node.putArray("labels")::add);
    }
  }

  /** One row's elements, its class, and its words if it is a text. */
  ObjectNode row(String id, int row) {
    Exhibit exhibit = exhibits.get(id);
    ObjectNode root = Answer.empty();
    if (!exhibit.texts().isEmpty()) {
      InputException.check(
          row < exhibit.texts().size(),
          "There is no text %d; there are %d.",
          row,
          exhibit.texts().size());
      String text = exhibit.texts().get(row);
      read(root, text, exhibit.read(text));
      return root;
    }
    Answer.put(root, "values", NdArrays.doubles(Exhibits.stored(exhibit, row)));
    exhibit.labels().ifPresent(labels -> root.put("label", labels[row]));
    List<String> texts = exhibit.dataset().map(Dataset::texts).orElse(List.of());
    if (row < texts.size()) {
      exhibit.dataset().flatMap(data -> data.encode(texts.get(row))).ifPresent(e -> words(root, e));
      root.put("text", texts.get(row));
    }
    return root;
  }

  /** A text as the model's own tokenizer reads it: ids, tokens and their characters. */
  private static void read(ObjectNode root, String text, ReadText read) {
    Answer.put(root, "values", NdArrays.doubles(read.row()));
    ArrayNode words = root.putArray("words");
    ArrayNode spans = root.putArray("spans");
    for (TextToken token : read.tokens()) {
      boolean empty = token.from() == token.to();
      words.add(empty ? "#" + token.id() : text.substring(token.from(), token.to()).strip());
      spans.addArray().add(token.from()).add(token.to());
    }
    root.put("text", text);
  }

  private static void words(ObjectNode root, EncodedText encoded) {
    encoded.words().forEach(root.putArray("words")::add);
  }

  /** A text as a row of tokens, and its words. */
  ObjectNode tokens(Question question) {
    Exhibit exhibit = exhibits.of(question);
    if (!exhibit.texts().isEmpty()) {
      ObjectNode root = Answer.empty();
      String text = question.beside("text");
      InputException.check(!text.isBlank(), "The text is empty; type a word.");
      read(root, text, exhibit.read(text));
      return root;
    }
    EncodedText encoded =
        exhibit
            .dataset()
            .flatMap(data -> data.encode(question.beside("text")))
            .orElseThrow(
                () ->
                    new InputException(
                        "The model "
                            + question.model()
                            + " takes no texts here; choose one of its rows."));
    ObjectNode root = Answer.empty();
    Answer.put(root, "values", NdArrays.doubles(exhibit.model().accept(encoded.ids())));
    words(root, encoded);
    return root;
  }

  /** The scores of a row: probabilities, or the quantity of a regression. */
  ObjectNode predict(Question question) {
    ObjectNode root = Answer.empty();
    Answer.put(root, "scores", exhibits.scores(question, exhibits.row(question))[0]);
    return root;
  }

  /**
   * The scores of a row, what each element did to one of them, and how to get the same without the
   * page. Of several rows the elements, too.
   */
  ObjectNode explain(Question question, Progress progress) {
    Exhibit exhibit = exhibits.of(question);
    INDArray rows = exhibits.rows(question);
    Attribution attribution = exhibits.attribution(question, progress);
    ObjectNode root = Answer.empty();
    Answer.put(root, "scores", exhibits.scores(question, rows)[0]);
    Answer.put(root, "attributions", NdArrays.doubles(attribution.values()));
    ArrayNode shape = root.putArray("shape");
    for (long length : attribution.values().shape()) {
      shape.add(length);
    }
    if (rows.size(0) > 1) {
      Answer.put(root, "values", NdArrays.doubles(rows));
    }
    root.put("score", attribution.scores()[0]);
    attribution.trust().base().ifPresent(base -> root.put("base", base[0]));
    attribution.residuals().ifPresent(residuals -> root.put("residual", residuals[0]));
    attribution.warning().ifPresent(warning -> root.put("warning", warning));
    root.put("seconds", attribution.cost().seconds());
    root.put("command", Commands.explain(question, exhibit, "attributions.npy"));
    if (question.beside("rows").isEmpty()) {
      JavaCode.of(question, exhibit, exhibits.method(question))
          .ifPresent(code -> root.put("java", code));
    }
    return root;
  }

  /** The explanation as the command writes it to a .json file. */
  byte[] json(Question question, Progress progress) {
    return exhibits
        .of(question)
        .json(exhibits.explain(question, progress))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Which feature each element of the row belongs to. */
  ObjectNode groups(Question question) {
    Exhibit exhibit = exhibits.of(question);
    INDArray row = exhibits.row(question);
    int[] ids = exhibit.context(question.options(), Progress.SILENT).groups().of(row).ids();
    ObjectNode root = Answer.empty();
    Answer.put(root, "groups", Arrays.stream(ids).asDoubleStream().toArray());
    return root;
  }
}
