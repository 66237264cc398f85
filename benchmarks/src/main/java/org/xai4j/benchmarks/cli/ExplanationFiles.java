package org.xai4j.benchmarks.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.scale.RowRun;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Automaton;
import org.xai4j.core.explanation.ConceptScores;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.explanation.DecisionRules;
import org.xai4j.core.explanation.Explanation;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.explanation.Interactions;
import org.xai4j.core.explanation.Prototypes;
import org.xai4j.core.explanation.SetInteractions;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.run.Provenance;
import org.xai4j.core.words.SentenceLanguage;
import org.xai4j.core.words.Sentences;

/**
 * Writes explanations: arrays as {@code .npy}, {@code .npz}, {@code .csv} or {@code .parquet} with
 * their provenance beside them, or with it as {@code .json}; the others whole as {@code .json} or
 * as a table as {@code .csv} or {@code .parquet}.
 */
final class ExplanationFiles {
  /** Notes are written in every language. */
  private static final SimpleModule NOTES =
      new SimpleModule()
          .addSerializer(
              Counterfactuals.Note.class,
              new StdSerializer<>(Counterfactuals.Note.class) {
                @Override
                public void serialize(
                    Counterfactuals.Note note, JsonGenerator out, SerializerProvider provider)
                    throws IOException {
                  out.writeStartObject();
                  for (SentenceLanguage language : SentenceLanguage.values()) {
                    Sentences words = Sentences.of(language, TableSchema.numbers(0));
                    out.writeStringField(language.locale().getLanguage(), words.note(note));
                  }
                  out.writeEndObject();
                }
              });

  private static final ObjectMapper JSON = new ObjectMapper().registerModule(NOTES);

  private ExplanationFiles() {}

  /**
   * Writes an explanation to a file whose suffix fits its kind.
   *
   * @param settings how the input was prepared; they become part of the provenance's request
   * @param tidy whether tables of arrays have a line per value
   */
  static void write(
      Path file,
      Explanation explanation,
      TableSchema schema,
      Map<String, String> settings,
      boolean tidy) {
    write(file, explanation, schema, settings, tidy, JSON.createArrayNode());
  }

  /**
   * Writes an explanation and what was said of it.
   *
   * @param tidy whether tables of arrays have a line per value
   * @param said sentences with their figures; left out if empty
   */
  static void write(
      Path file,
      Explanation explanation,
      TableSchema schema,
      Map<String, String> settings,
      boolean tidy,
      ArrayNode said) {
    if (explanation instanceof Attribution a) {
      array(file, a.values(), "attributions", explanation, schema, settings, tidy, said);
    } else if (explanation instanceof Interactions i) {
      array(file, i.values(), "interactions", explanation, schema, settings, tidy, said);
    } else if (!OutputFile.format(file, List.of("json", "csv", "parquet")).equals("json")) {
      List<List<Object>> rows = new ArrayList<>();
      List<String> header = table(explanation, schema, rows);
      OutputFile.table(file, header, rows);
      beside(file, explanation, settings, said);
    } else {
      OutputFile.text(file, with(said, whole(explanation, settings)));
    }
  }

  private static ObjectNode whole(Explanation explanation, Map<String, String> settings) {
    ObjectNode root =
        explanation instanceof SetInteractions i ? sets(i) : JSON.valueToTree(explanation);
    return root.set("provenance", provenance(explanation, settings));
  }

  /**
   * The text of the .json file of an explanation that is no array.
   *
   * @param settings how the input was prepared
   */
  static String json(Explanation explanation, Map<String, String> settings) {
    return whole(explanation, settings).toPrettyString() + "\n";
  }

  private static ObjectNode with(ArrayNode said, ObjectNode root) {
    return said.isEmpty() ? root : root.set("said", said);
  }

  private static ObjectNode sets(SetInteractions interactions) {
    ObjectNode root = JSON.createObjectNode();
    root.put("index", interactions.index());
    root.set("sets", JSON.valueToTree(interactions.sets()));
    root.set("values", OutputFile.nested(interactions.values()));
    root.set("scores", JSON.valueToTree(interactions.scores()));
    root.set("base", JSON.valueToTree(interactions.base()));
    return root;
  }

  private static void array(
      Path file,
      INDArray values,
      String name,
      Explanation explanation,
      TableSchema schema,
      Map<String, String> settings,
      boolean tidy,
      ArrayNode said) {
    if (OutputFile.format(file, OutputFile.ARRAYS).equals("json")) {
      ObjectNode root = JSON.createObjectNode();
      root.set(name, OutputFile.nested(values));
      root.set("provenance", provenance(explanation, settings));
      OutputFile.text(file, with(said, root));
    } else {
      OutputFile.write(file, values, Optional.of(schema), name, tidy);
      beside(file, explanation, settings, said);
    }
  }

  /**
   * Writes how attributions were made beside their file.
   *
   * @param warning against the values
   * @param settings how the input was prepared
   */
  static void beside(
      Path file, Provenance made, Optional<String> warning, Map<String, String> settings) {
    OutputFile.text(Path.of(file + ".json"), provenance(made, warning, settings));
  }

  /**
   * How the rows of a table were made, as JSON; each row names it by its id.
   *
   * @param warning against the values
   */
  static String described(Provenance made, Optional<String> warning) {
    return provenance(made, warning, Map.of()).put("id", RowRun.id(made)).toPrettyString() + "\n";
  }

  private static void beside(
      Path file, Explanation explanation, Map<String, String> settings, ArrayNode said) {
    OutputFile.text(Path.of(file + ".json"), with(said, provenance(explanation, settings)));
  }

  private static ObjectNode provenance(Explanation explanation, Map<String, String> settings) {
    Optional<String> warning =
        explanation instanceof Attribution a ? a.warning() : Optional.empty();
    return provenance(explanation.provenance(), warning, settings);
  }

  private static ObjectNode provenance(
      Provenance made, Optional<String> warning, Map<String, String> settings) {
    ObjectNode provenance = JSON.valueToTree(made);
    ObjectNode request = (ObjectNode) provenance.get("request");
    settings.forEach(request::put);
    warning.ifPresent(text -> provenance.put("warning", text));
    return provenance;
  }

  /** Adds the rows of a table; gives its header. */
  private static List<String> table(
      Explanation explanation, TableSchema schema, List<List<Object>> rows) {
    if (explanation instanceof GlobalImportance g) {
      g.features().forEach(f -> rows.add(List.of(f.name(), f.value(), f.low(), f.high())));
      return List.of("feature", "value", "low", "high");
    }
    if (explanation instanceof SetInteractions i) {
      double[][] values = NdArrays.rows(i.values());
      for (int row = 0; row < values.length; row++) {
        for (int set = 0; set < values[row].length; set++) {
          String names =
              i.sets().get(set).stream()
                  .map(f -> f < schema.columns().size() ? schema.columns().get(f).name() : "" + f)
                  .collect(Collectors.joining(" × "));
          rows.add(List.of(row, i.sets().get(set).size(), names, values[row][set]));
        }
      }
      return List.of("row", "size", "features", "value");
    }
    if (explanation instanceof Curves c && !c.surfaces().isEmpty()) {
      return surfaces(c, schema, rows);
    }
    if (explanation instanceof Curves c) {
      for (Curves.Curve curve : c.curves()) {
        for (int p = 0; p < curve.grid().length; p++) {
          rows.add(List.of(curve.name(), -1, curve.grid()[p], curve.mean()[p], curve.shares()[p]));
          for (int i = 0; i < curve.rows().length; i++) {
            rows.add(
                List.of(curve.name(), i, curve.grid()[p], curve.rows()[i][p], curve.shares()[p]));
          }
        }
      }
      return List.of("feature", "row", "at", "value", "share");
    }
    if (explanation instanceof Counterfactuals c) {
      return counterfactuals(c, schema, rows);
    }
    if (explanation instanceof DecisionRules d) {
      d.rules().forEach(r -> rows.add(rule(rows.size(), r, schema)));
      return RULE;
    }
    if (explanation instanceof Prototypes p) {
      p.prototypes().forEach(e -> rows.add(example("prototype", e)));
      p.criticisms().forEach(e -> rows.add(example("criticism", e)));
      List<String> header = new ArrayList<>(List.of("kind", "row", "answer"));
      schema.columns().forEach(column -> header.add(column.name()));
      return header;
    }
    if (explanation instanceof ConceptScores c) {
      c.concepts().forEach(k -> rows.add(concept(k)));
      rows.add(concept(c.random()));
      return List.of("concept", "score", "low", "high", "accuracy", "p");
    }
    if (explanation instanceof Automaton a) {
      for (int state = 0; state < a.outputs().length; state++) {
        for (int symbol = 0; symbol < a.alphabet().size(); symbol++) {
          rows.add(
              List.of(
                  state,
                  a.outputNames().get(a.outputs()[state]),
                  a.alphabet().get(symbol),
                  a.transitions()[state][symbol]));
        }
      }
      return List.of("state", "output", "symbol", "next");
    }
    return surrogate(((Surrogate) explanation).form(), schema, rows);
  }

  /** Curves as heights over one column, surfaces as heights over two. */
  private static List<String> surfaces(Curves c, TableSchema schema, List<List<Object>> rows) {
    for (Curves.Curve curve : c.curves()) {
      for (int p = 0; p < curve.grid().length; p++) {
        rows.add(List.of(curve.name(), curve.grid()[p], "", "", curve.mean()[p]));
      }
    }
    for (Curves.Surface s : c.surfaces()) {
      String first = schema.columns().get(s.first()).name();
      String second = schema.columns().get(s.second()).name();
      for (int p = 0; p < s.across().length; p++) {
        for (int q = 0; q < s.up().length; q++) {
          rows.add(List.of(first, s.across()[p], second, s.up()[q], s.mean()[p][q]));
        }
      }
    }
    return List.of("feature", "at", "second", "second at", "value");
  }

  private static List<Object> concept(ConceptScores.Concept k) {
    return List.of(k.name(), k.score(), k.low(), k.high(), k.accuracy(), k.p());
  }

  private static final List<String> RULE =
      List.of("row", "conditions", "answer", "precision", "low", "coverage", "certain");

  private static List<Object> rule(int index, DecisionRules.Rule r, TableSchema schema) {
    return List.of(
        index,
        String.join(" and ", r.words(schema)),
        schema.outcome(r.answer()),
        r.precision(),
        r.low(),
        r.coverage(),
        r.certain());
  }

  private static List<Object> example(String kind, Prototypes.Example e) {
    List<Object> row = new ArrayList<>(List.of(kind, e.index(), e.answered()));
    Arrays.stream(e.row()).forEach(row::add);
    return row;
  }

  private static List<String> counterfactuals(
      Counterfactuals c, TableSchema schema, List<List<Object>> rows) {
    for (int i = 0; i < c.cases().size(); i++) {
      Counterfactuals.Case one = c.cases().get(i);
      rows.add(counterfactual(i, 0, one.answered(), one.probability(), "", one.row()));
      int next = 1;
      for (Counterfactuals.Alternative a : one.alternatives()) {
        String changed =
            String.join(
                "+", a.changed().stream().map(j -> schema.columns().get(j).name()).toList());
        rows.add(counterfactual(i, next++, a.answered(), a.probability(), changed, a.row()));
      }
    }
    List<String> header =
        new ArrayList<>(List.of("row", "alternative", "answer", "probability", "changed"));
    schema.columns().forEach(column -> header.add(column.name()));
    return header;
  }

  private static List<Object> counterfactual(
      int row, int alternative, int answer, double probability, String changed, double[] values) {
    List<Object> cells = new ArrayList<>(List.of(row, alternative, answer, probability, changed));
    Arrays.stream(values).forEach(cells::add);
    return cells;
  }

  private static List<String> surrogate(
      Surrogate.Form form, TableSchema schema, List<List<Object>> rows) {
    if (form instanceof Surrogate.Linear linear) {
      rows.add(List.of("intercept", linear.intercept(), ""));
      for (Surrogate.Term t : linear.terms()) {
        TableSchema.Column column = schema.columns().get(t.column());
        String name =
            t.category() < 0 ? column.name() : column.name() + " = " + column.show(t.category());
        rows.add(List.of(name, t.coefficient(), t.standardised()));
      }
      return List.of("term", "coefficient", "standardised");
    }
    if (form instanceof Surrogate.RuleList list) {
      list.rules().forEach(r -> rows.add(rule(rows.size(), r, schema)));
      return RULE;
    }
    if (form instanceof Surrogate.Student student) {
      for (int l = 0; l < student.layers().size(); l++) {
        Surrogate.Stage stage = student.layers().get(l);
        double[] biases = stage.biases();
        double[][] weights = stage.weights();
        for (int u = 0; u < biases.length; u++) {
          rows.add(List.of(l, "bias", u, biases[u]));
          for (int j = 0; j < weights.length; j++) {
            rows.add(List.of(l, j, u, weights[j][u]));
          }
        }
      }
      return List.of("layer", "from", "to", "weight");
    }
    List<Surrogate.Node> nodes = ((Surrogate.Tree) form).nodes();
    for (int i = 0; i < nodes.size(); i++) {
      Surrogate.Node n = nodes.get(i);
      String condition = n.condition().isEmpty() ? "" : n.condition().get(0).words(schema);
      rows.add(
          List.of(
              i,
              condition,
              n.left(),
              n.right(),
              schema.outcome(n.answer()),
              Arrays.toString(n.counts())));
    }
    return List.of("node", "condition", "if", "else", "answer", "counts");
  }

  /** An explanation that is no attribution in sentences; single rows are told by their number. */
  static List<String> words(Sentences words, Explanation explanation, INDArray inputs) {
    List<String> text = new ArrayList<>();
    if (explanation instanceof Interactions a) {
      for (int i = 0; i < a.scores().length; i++) {
        text.add(i + ": " + String.join(" ", words.interactions(a, i)));
      }
    } else if (explanation instanceof Counterfactuals c) {
      for (int i = 0; i < c.cases().size(); i++) {
        text.add(i + ": " + String.join(" ", words.counterfactual(c.cases().get(i))));
      }
    } else if (explanation instanceof DecisionRules d) {
      for (int i = 0; i < d.rules().size(); i++) {
        text.add(i + ": " + String.join(" ", words.rule(d.rules().get(i))));
      }
    } else if (explanation instanceof GlobalImportance g) {
      text.addAll(words.importance(g));
    } else if (explanation instanceof Curves c) {
      text.addAll(words.curves(c));
    } else if (explanation instanceof Surrogate s) {
      text.addAll(words.surrogate(s));
    } else if (explanation instanceof Prototypes p) {
      text.addAll(words.prototypes(p));
    } else if (explanation instanceof ConceptScores c) {
      text.addAll(words.concepts(c));
    } else if (explanation instanceof Automaton a) {
      text.addAll(words.automaton(a));
    }
    return text;
  }
}
