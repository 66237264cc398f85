package org.xai4j.core.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.explanation.Automaton;
import org.xai4j.core.explanation.ConceptScores;
import org.xai4j.core.explanation.Counterfactuals;
import org.xai4j.core.explanation.Curves;
import org.xai4j.core.explanation.DecisionRules;
import org.xai4j.core.explanation.GlobalImportance;
import org.xai4j.core.explanation.Interactions;
import org.xai4j.core.explanation.Prototypes;
import org.xai4j.core.explanation.Surrogate;
import org.xai4j.core.run.InputException;

/**
 * Explanations of tables in sentences that a person understands: what was answered, how surely,
 * which columns pushed which way and by how much, what would change it, and how far the explanation
 * can be trusted. Names, labels and units come from the columns; give columns in the language of
 * the sentences.
 */
public final class Sentences {
  /** Features, pairs and rows named in one sentence. */
  private static final int NAMED = 4;

  private final TableSchema schema;
  private final Wording wording;

  private Sentences(SentenceLanguage language, TableSchema schema) {
    this.schema = schema;
    wording = new Wording(language);
  }

  /**
   * Sentences of a language about a table.
   *
   * @param language of the sentences
   * @param schema columns, in that language
   * @return the writer of sentences
   */
  public static Sentences of(SentenceLanguage language, TableSchema schema) {
    return new Sentences(language, schema);
  }

  /**
   * What the model answers.
   *
   * @param answered the class; −1 for a quantity
   * @param probability of it, or the quantity
   * @return one sentence
   */
  public String answer(int answered, double probability) {
    if (answered < 0) {
      return say("score.only", number(probability));
    }
    return say("answer", schema.outcome(answered), percent(probability));
  }

  /**
   * Which columns pushed the score of a row which way.
   *
   * @param attribution of a table
   * @param inputs the explained rows [n, d]
   * @param row which of them
   * @return sentences
   * @throws InputException if the attribution is not of a table with these columns
   */
  public List<String> attribution(Attribution attribution, INDArray inputs, int row) {
    return said(attribution, inputs, row).stream().map(Said::sentence).toList();
  }

  /**
   * The sentences of {@link #attribution} with the figures that they rest on.
   *
   * @param attribution of a table
   * @param inputs the explained rows [n, d]
   * @param row which of them
   * @return sentences
   * @throws InputException if the attribution is not of a table with these columns
   */
  public List<Said> said(Attribution attribution, INDArray inputs, int row) {
    schema.check(inputs);
    InputException.check(
        Arrays.equals(attribution.values().shape(), inputs.shape()),
        "The attribution has the shape %s, but the rows have %s.",
        Arrays.toString(attribution.values().shape()),
        Arrays.toString(inputs.shape()));
    double[] values = NdArrays.rows(attribution.values())[row];
    double[] x = NdArrays.rows(inputs)[row];
    List<Said> said = new ArrayList<>();
    said.add(AttributionSentences.score(attribution, row, wording));
    List<Part> up = features(values, x, 1);
    List<Part> down = features(values, x, -1);
    if (up.isEmpty() && down.isEmpty()) {
      double d = values.length;
      said.add(new Said("zero", say("neither"), Map.of("elements", d), List.of()));
    }
    if (!up.isEmpty()) {
      said.add(features("for", up));
    }
    if (!down.isEmpty()) {
      said.add(features("against", down));
    }
    AttributionSentences.trust(attribution, row, said, wording);
    return said;
  }

  private Said features(String claim, List<Part> parts) {
    String named = join(parts.stream().map(Part::words).toList());
    return new Said(claim, say(claim, named), Map.of(), parts);
  }

  private List<Part> features(double[] values, double[] x, int sign) {
    double total = Arrays.stream(values).map(Math::abs).sum();
    return IntStream.range(0, values.length)
        .filter(c -> values[c] * sign > 0)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> -Math.abs(values[c])))
        .limit(NAMED)
        .map(
            c ->
                new Part(
                    say("feature", column(c).words(), show(c, x[c]), signed(values[c])),
                    values[c],
                    Math.abs(values[c]) / total,
                    Map.of("column", c)))
        .toList();
  }

  /**
   * The pairs of columns that do most together in a row.
   *
   * @param interactions of a table
   * @param row which row
   * @return one sentence
   */
  public List<String> interactions(Interactions interactions, int row) {
    int g = (int) interactions.values().size(1);
    double[] flat = NdArrays.doubles(interactions.values());
    List<int[]> pairs = new ArrayList<>();
    for (int i = 0; i < g; i++) {
      for (int j = 0; j < i; j++) {
        pairs.add(new int[] {i, j});
      }
    }
    pairs.sort(
        Comparator.comparingDouble((int[] p) -> -Math.abs(flat[(row * g + p[0]) * g + p[1]])));
    List<String> named =
        pairs.stream()
            .limit(NAMED)
            .map(
                p ->
                    say(
                        "pair",
                        column(p[1]).words(),
                        column(p[0]).words(),
                        signed(2 * flat[(row * g + p[0]) * g + p[1]])))
            .toList();
    return List.of(say("interactions", join(named)));
  }

  /**
   * The most important features of a data set.
   *
   * @param importance of columns or groups
   * @return one sentence
   */
  public List<String> importance(GlobalImportance importance) {
    List<String> named =
        importance.ranked().stream()
            .limit(NAMED)
            .map(
                f ->
                    f.low() == f.high()
                        ? say("global.feature", f.name().replace('_', ' '), number(f.value()))
                        : say(
                            "global.interval",
                            f.name().replace('_', ' '),
                            number(f.value()),
                            number(f.low()),
                            number(f.high())))
            .toList();
    return List.of(say("global", measure(importance.measure()), join(named)));
  }

  /**
   * How the score goes with each column.
   *
   * @param curves of columns
   * @return a sentence for each curve and surface
   */
  public List<String> curves(Curves curves) {
    List<String> text = new ArrayList<>();
    for (Curves.Curve curve : curves.curves()) {
      double[] y = curve.mean();
      int last = y.length - 1;
      int high = IntStream.rangeClosed(0, last).reduce(0, (a, b) -> y[b] > y[a] ? b : a);
      int low = IntStream.rangeClosed(0, last).reduce(0, (a, b) -> y[b] < y[a] ? b : a);
      int c = curve.column();
      text.add(
          say(
              "curve",
              column(c).words(),
              show(c, curve.grid()[0]),
              show(c, curve.grid()[last]),
              measure(curves.measure()),
              number(y[0]),
              number(y[last]),
              number(y[high]),
              show(c, curve.grid()[high]),
              number(y[low]),
              show(c, curve.grid()[low])));
    }
    for (Curves.Surface s : curves.surfaces()) {
      int[] high = s.place(1);
      int[] low = s.place(-1);
      int a = s.first();
      int b = s.second();
      text.add(
          say(
              "surface",
              column(a).words(),
              column(b).words(),
              measure(curves.measure()),
              number(s.mean()[high[0]][high[1]]),
              show(a, s.across()[high[0]]),
              show(b, s.up()[high[1]]),
              number(s.mean()[low[0]][low[1]]),
              show(a, s.across()[low[0]]),
              show(b, s.up()[low[1]]),
              percent(s.interaction())));
    }
    return text;
  }

  /**
   * What would change the answer for a row.
   *
   * @param found alternatives of the row
   * @return what is answered, and a sentence for each alternative
   */
  public List<String> counterfactual(Counterfactuals.Case found) {
    List<String> text = new ArrayList<>();
    text.add(answer(found.answered(), found.probability()));
    if (found.alternatives().isEmpty()) {
      text.add(note(found.note()));
    }
    for (Counterfactuals.Alternative a : found.alternatives()) {
      boolean real = a.source() >= 0;
      List<String> changes =
          a.changed().stream()
              .map(
                  c ->
                      say(
                          real ? "difference" : "change",
                          column(c).words(),
                          show(c, a.row()[c]),
                          show(c, found.row()[c])))
              .toList();
      String key = real ? "counterfactual.real" : "counterfactual";
      if (a.answered() < 0) {
        text.add(say("counterfactual.quantity", number(a.probability()), join(changes)));
        continue;
      }
      text.add(say(key, schema.outcome(a.answered()), percent(a.probability()), join(changes)));
    }
    return text;
  }

  /**
   * Why a row has no alternatives.
   *
   * @param note of a case
   * @return one sentence, empty where there are alternatives
   */
  public String note(Counterfactuals.Note note) {
    return note == Counterfactuals.Note.NONE
        ? ""
        : say("note." + note.name().toLowerCase(Locale.ROOT));
  }

  /**
   * A rule around a row.
   *
   * @param rule an anchor
   * @return sentences
   */
  public List<String> rule(DecisionRules.Rule rule) {
    List<String> text = new ArrayList<>();
    if (!rule.certain()) {
      text.add(say("rule.uncertain"));
    }
    String answer = schema.outcome(rule.answer());
    text.add(
        rule.conditions().isEmpty()
            ? say("rule.always", answer, percent(rule.precision()))
            : say(
                "rule",
                join(rule.words(schema)),
                answer,
                percent(rule.precision()),
                percent(rule.low()),
                percent(rule.coverage())));
    return text;
  }

  /**
   * A simple model that imitates the explained one.
   *
   * @param surrogate tree, linear model or rules
   * @return how well it imitates, and its rules where it has some
   */
  public List<String> surrogate(Surrogate surrogate) {
    List<String> text = new ArrayList<>();
    String size = String.valueOf(surrogate.form().size());
    String rows = String.valueOf(surrogate.rows());
    if (surrogate.form() instanceof Surrogate.Tree) {
      text.add(say("tree", size, percent(surrogate.fidelity()), rows));
    } else if (surrogate.form() instanceof Surrogate.Linear) {
      text.add(say("linear", size, number(surrogate.fidelity()), rows));
    } else if (surrogate.form() instanceof Surrogate.Student) {
      text.add(say("student", size, percent(surrogate.fidelity()), rows));
    } else if (surrogate.form() instanceof Surrogate.RuleList list) {
      text.add(say("list", size, percent(surrogate.fidelity()), rows));
      for (DecisionRules.Rule rule : list.rules()) {
        String answer = schema.outcome(rule.answer());
        text.add(
            rule.conditions().isEmpty()
                ? say("list.else", answer, percent(rule.precision()))
                : say("list.rule", join(rule.words(schema)), answer, percent(rule.precision())));
      }
    }
    for (Surrogate.Accuracy a : surrogate.accuracy()) {
      text.add(say("accuracy", percent(a.model()), percent(a.surrogate())));
    }
    return text;
  }

  /**
   * Typical rows and others.
   *
   * @param prototypes of a data set
   * @return one sentence
   */
  public List<String> prototypes(Prototypes prototypes) {
    return List.of(say("prototypes", rows(prototypes.prototypes()), rows(prototypes.criticisms())));
  }

  /**
   * How much concepts speak for the target.
   *
   * @param scores of the concepts
   * @return a sentence for each
   */
  public List<String> concepts(ConceptScores scores) {
    return scores.concepts().stream()
        .map(
            c ->
                say(
                    c.p() < 0.05 ? "concept" : "concept.chance",
                    c.name(),
                    percent(c.score()),
                    percent(scores.random().score()),
                    percent(c.accuracy())))
        .toList();
  }

  /**
   * What automaton a network computes.
   *
   * @param automaton extracted
   * @return its size, where it starts, and how well it answers like the network, if that is known
   */
  public List<String> automaton(Automaton automaton) {
    List<String> text = new ArrayList<>();
    int[] outputs = automaton.outputs();
    text.add(
        say(
            "automaton",
            String.valueOf(outputs.length),
            String.valueOf(automaton.alphabet().size())));
    String start = automaton.outputNames().get(outputs[automaton.initial()]);
    text.add(say("automaton.start", start));
    for (int o = 0; o < automaton.outputNames().size(); o++) {
      int output = o;
      long states = Arrays.stream(outputs).filter(s -> s == output).count();
      text.add(
          say(
              "automaton.output",
              automaton.outputNames().get(o),
              String.valueOf(states),
              String.valueOf(outputs.length)));
    }
    Optional.ofNullable(automaton.figures().get("fidelity"))
        .ifPresent(f -> text.add(say("automaton.fidelity", percent(f))));
    return text;
  }

  private String rows(List<Prototypes.Example> examples) {
    return join(
        examples.stream().map(e -> e.index() + " (" + schema.outcome(e.answered()) + ")").toList());
  }

  private TableSchema.Column column(int index) {
    return schema.columns().get(index);
  }

  private String show(int column, double value) {
    return column(column).show(value);
  }

  private String measure(String name) {
    String key = "measure." + name.replace(' ', '_');
    return wording.has(key) ? say(key) : name;
  }

  private String say(String key, String... parts) {
    return wording.say(key, parts);
  }

  private String join(List<String> parts) {
    return wording.join(parts);
  }

  private String percent(double share) {
    return wording.percent(share);
  }

  private String number(double value) {
    return wording.number(value);
  }

  private String signed(double value) {
    return wording.signed(value);
  }
}
