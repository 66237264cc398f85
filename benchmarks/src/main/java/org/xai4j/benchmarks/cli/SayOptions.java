package org.xai4j.benchmarks.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explain.AttributionExplainer;
import org.xai4j.core.explain.Explainer;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.text.TextWord;
import org.xai4j.core.words.AttributionSentences;
import org.xai4j.core.words.Said;
import org.xai4j.core.words.SentenceLanguage;
import org.xai4j.core.words.Sentences;
import org.xai4j.core.words.SeriesAxis;
import picocli.CommandLine.Option;

/** Explanations in sentences: on the screen, and with their figures for the file. */
final class SayOptions {
  @Option(
      names = "--say",
      paramLabel = "en|es",
      description =
          "Also says in sentences what was found; the figures behind each stand in the JSON beside"
              + " the output.")
  private Optional<String> language = Optional.empty();

  @Option(
      names = "--channels",
      split = ",",
      paramLabel = "NAME,...",
      description = "Names of a series' channels or symbols, for --say.")
  private List<String> channels = List.of();

  @Option(
      names = "--time",
      paramLabel = "START:STEP:UNIT",
      description = "The times of a series' steps, for --say, as in 0:4:ms (default: positions).")
  private Optional<String> time = Optional.empty();

  /** Made by the parser. */
  SayOptions() {}

  /**
   * Checks what was asked for, before anything is computed: slopes speak neither for nor against.
   */
  void check(Explainer<?> explainer) {
    language.ifPresent(SentenceLanguage::parse);
    InputException.check(
        language.isEmpty()
            || !(explainer instanceof AttributionExplainer<?> a)
            || a.meaning() == AttributionExplainer.Meaning.CONTRIBUTION,
        "The method %s gives slopes, which speak neither for nor against a score; leave --say out or"
            + " take a method of contributions, such as integrated-gradients or kernel-shap.",
        Registry.info(explainer).id());
    time.ifPresent(text -> SeriesAxis.parse(channels, text));
  }

  boolean asked() {
    return language.isPresent();
  }

  /**
   * Sentences and their figures.
   *
   * @param lines for the screen
   * @param json for the file
   */
  record Told(List<String> lines, ArrayNode json) {}

  /**
   * Tells an explanation.
   *
   * @param explanation of any kind
   * @param model explained
   * @param inputs as the model takes them
   * @param schema of a table
   * @param input tells the words of texts and the names of channels
   * @throws InputException if there are no sentences for what was explained
   */
  Told tell(
      Explanation explanation, Model model, INDArray inputs, TableSchema schema, TableInput input) {
    SentenceLanguage in = SentenceLanguage.parse(language.orElseThrow());
    ObjectMapper mapper = new ObjectMapper();
    ArrayNode json = mapper.createArrayNode();
    List<String> lines = new ArrayList<>();
    if (!(explanation instanceof Attribution attribution)) {
      ExplanationFiles.words(Sentences.of(in, schema), explanation, inputs)
          .forEach(
              line -> {
                lines.add(line);
                json.addObject().put("sentence", line);
              });
      return new Told(lines, json);
    }
    List<List<Said>> rows = attribution(in, attribution, model, inputs, schema, input);
    for (int i = 0; i < rows.size(); i++) {
      lines.add(i + ": " + String.join(" ", rows.get(i).stream().map(Said::sentence).toList()));
      ObjectNode row = json.addObject();
      row.put("row", i).put("language", in.locale().getLanguage());
      row.set("said", mapper.valueToTree(rows.get(i)));
    }
    return new Told(lines, json);
  }

  private List<List<Said>> attribution(
      SentenceLanguage in,
      Attribution a,
      Model model,
      INDArray inputs,
      TableSchema schema,
      TableInput input) {
    AttributionSentences sentences = AttributionSentences.of(in);
    boolean tokens = inputs.rank() == 2 && model instanceof Network n && n.tokens();
    List<List<TextWord>> words =
        tokens ? input.wordsOrTokens(model, inputs, a.values()) : List.of();
    boolean apart = inputs.rank() > 2 && a.values().rank() == inputs.rank();
    Attribution first = apart ? turned(a, model) : a;
    INDArray rows = apart ? model.layout().toChannelsFirst(inputs) : inputs;
    List<List<Said>> said = new ArrayList<>();
    for (int i = 0; i < a.scores().length; i++) {
      said.add(
          switch (inputs.rank()) {
            case 4 -> sentences.picture(first, rows, i);
            case 3 -> sentences.series(first, rows, i, axis(input));
            default ->
                tokens
                    ? sentences.text(a, words.get(i), i)
                    : Sentences.of(in, schema).said(a, inputs, i);
          });
    }
    return said;
  }

  private SeriesAxis axis(TableInput input) {
    List<String> names = channels.isEmpty() ? input.channels() : channels;
    return time.map(text -> SeriesAxis.parse(names, text))
        .orElseGet(() -> SeriesAxis.positions(names));
  }

  private static Attribution turned(Attribution a, Model model) {
    Attribution.Trust trust = a.trust();
    return new Attribution(
        model.layout().toChannelsFirst(a.values()),
        a.scores(),
        a.residuals(),
        trust,
        a.cost(),
        a.provenance());
  }
}
