package org.xai4j.benchmarks.audit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.array.Numeric;
import org.xai4j.core.data.Digest;
import org.xai4j.core.network.Predictor;
import org.xai4j.core.run.Provenance;
import org.xai4j.evaluation.statistics.Bootstrap;
import org.xai4j.evaluation.statistics.Bootstrap.Interval;

/**
 * The card of a model of pictures, texts or series, or of a regression: what can be measured on the
 * rows given, and the same marks for a person as {@link Card}.
 */
public final class MeasuredCard {
  private static final List<String> MEASURES = List.of("measure", "value");

  /** Rows whose answers are timed at once. */
  private static final int BATCH = 256;

  private final CardSubject subject;
  private final AuditSettings settings;
  private final Bootstrap bootstrap;

  private MeasuredCard(CardSubject subject, AuditSettings settings) {
    this.subject = subject;
    this.settings = settings;
    bootstrap =
        new Bootstrap(
            (int) subject.inputs().size(0), Math.min(500, settings.draws()), settings.seed());
  }

  /** Answers, and what they took. */
  private record Asked(double[][] outputs, double seconds, OptionalDouble joules) {}

  /**
   * Writes {@code card.md}, {@code card.html} and {@code card.json}.
   *
   * @param subject model and rows
   * @param settings draws, seed, rows explained, engine
   * @param folder gets the files
   */
  public static void write(CardSubject subject, AuditSettings settings, Path folder) {
    MeasuredCard card = new MeasuredCard(subject, settings);
    Asked asked = card.ask();
    Sheet sheet =
        new Sheet(
            "card",
            "Model card: " + subject.name(),
            "What is measured stands here with 95 % intervals; what is not is marked as "
                + Sheet.PERSON
                + ".");
    card.details(sheet);
    List<List<Object>> measures = card.performance(asked, sheet);
    card.explanations(sheet);
    card.cost(asked, sheet);
    sheet.section("Ethical considerations");
    sheet.facts(
        Card.persons(
            "risks to people and how they are met",
            "sensitive data",
            "human oversight",
            "caveats and recommendations"));
    Card.annex(sheet);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", subject.name());
    facts.put("model hash", subject.model().hash());
    facts.put("data", subject.data());
    facts.put("environment", Provenance.environment(settings.context().engine().id()));
    facts.put("time", Provenance.now());
    Card.text(folder.resolve("card.md"), card.front(measures) + sheet.markdown());
    Card.text(folder.resolve("card.json"), sheet.root().toPrettyString() + "\n");
    sheet.page().write(folder.resolve("card.html"), facts);
  }

  private Asked ask() {
    Predictor model = settings.context().predictor(subject.model().probabilities());
    INDArray rows = subject.inputs();
    int n = (int) rows.size(0);
    model.predict(rows.get(NDArrayIndex.interval(0, Math.min(BATCH, n))));
    Energy energy = Energy.ofThisMachine();
    OptionalDouble before = energy.joules();
    long start = System.nanoTime();
    List<double[]> outputs = new ArrayList<>();
    for (int from = 0; from < n; from += BATCH) {
      INDArray some = rows.get(NDArrayIndex.interval(from, Math.min(n, from + BATCH)));
      outputs.addAll(List.of(NdArrays.rows(model.predict(some))));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    OptionalDouble after = energy.joules();
    OptionalDouble joules =
        before.isPresent() && after.isPresent() && after.getAsDouble() >= before.getAsDouble()
            ? OptionalDouble.of(after.getAsDouble() - before.getAsDouble())
            : OptionalDouble.empty();
    return new Asked(outputs.toArray(double[][]::new), seconds, joules);
  }

  private void details(Sheet sheet) {
    Card.details(
        subject.model(),
        "rows of shape " + subject.model().inputShape(),
        subject.training(),
        sheet);
    INDArray rows = subject.inputs();
    double[] flat = NdArrays.doubles(rows);
    double[] known = Arrays.stream(flat).filter(v -> !Double.isNaN(v)).toArray();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("data", subject.data());
    facts.put("kind", subject.task() + (subject.model().regression() ? ", a quantity" : ""));
    facts.put("rows", rows.size(0));
    facts.put("shape of the rows", Arrays.toString(rows.shape()));
    facts.put("SHA-256 of the data", Digest.of(rows));
    facts.put(
        "values",
        String.format(
            Locale.ROOT,
            "%.4g to %.4g, mean %.4g",
            Arrays.stream(known).min().orElse(Double.NaN),
            Arrays.stream(known).max().orElse(Double.NaN),
            Arrays.stream(known).average().orElse(Double.NaN)));
    facts.put("missing values", flat.length - known.length);
    facts.put("labels", subject.truth().isPresent() ? "known" : "not given");
    facts.put("seed", settings.seed());
    facts.put("draws", settings.draws());
    Provenance.environment(settings.context().engine().id()).forEach(facts::put);
    facts.put("measured at", Provenance.now());
    facts.put("how the data were collected", Sheet.PERSON);
    facts.put(
        "whether the model was trained on these rows",
        subject.apart() ? "no: they are the data set's test rows" : Sheet.PERSON);
    sheet.facts(facts);
  }

  private List<List<Object>> performance(Asked asked, Sheet sheet) {
    sheet.section("Performance");
    List<List<Object>> measures = new ArrayList<>();
    if (subject.truth().isPresent()) {
      double[] truth = subject.truth().get();
      if (subject.model().regression()) {
        double[] answers = Arrays.stream(asked.outputs()).mapToDouble(o -> o[0]).toArray();
        measures.addAll(new QuantityMeasures(answers, truth).overall(bootstrap));
        sheet.table("measures", Ledger.list(MEASURES, measures), MEASURES);
      } else {
        int[] labels = Arrays.stream(truth).mapToInt(v -> (int) v).toArray();
        ClassMeasures of = new ClassMeasures(ClassMeasures.of(asked.outputs()), labels);
        measures.addAll(of.overall(bootstrap));
        sheet.table("measures", Ledger.list(MEASURES, measures), MEASURES);
        sheet.table(
            "by class",
            Ledger.list(ClassMeasures.BY_CLASS, of.byClass(subject::title)),
            ClassMeasures.BY_CLASS);
      }
      return measures;
    }
    sheet.sentences(
        List.of(
            "No labels were given (--labels), so nothing is known of how good the answers are."));
    List<String> header = List.of("answer", "rows", "mean probability of it");
    List<List<Object>> table = answers(asked.outputs());
    sheet.table("answers", Ledger.list(header, table), header);
    return measures;
  }

  /** What is answered where nobody knows what is true. */
  private List<List<Object>> answers(double[][] outputs) {
    if (subject.model().regression()) {
      double[] sorted = Arrays.stream(outputs).mapToDouble(o -> o[0]).sorted().toArray();
      return List.of(
          List.of("median", sorted.length, Numeric.quantile(sorted, 0.5)),
          List.of("5 % quantile", sorted.length, Numeric.quantile(sorted, 0.05)),
          List.of("95 % quantile", sorted.length, Numeric.quantile(sorted, 0.95)));
    }
    double[][] p = ClassMeasures.of(outputs);
    return IntStream.range(0, p[0].length)
        .mapToObj(
            c -> {
              double[] own =
                  Arrays.stream(p)
                      .filter(row -> Numeric.argmax(row) == c)
                      .mapToDouble(row -> row[c])
                      .toArray();
              double mean = Arrays.stream(own).average().orElse(Double.NaN);
              return List.<Object>of(subject.title(c), own.length, mean);
            })
        .toList();
  }

  private void explanations(Sheet sheet) {
    ExplanationMeasures.Measured found = ExplanationMeasures.of(subject, settings);
    sheet.section("Explanations: faithfulness, robustness, complexity");
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("method", found.method());
    facts.put("rows explained", found.rows());
    facts.put("seconds per explanation", String.format(Locale.ROOT, "%.2g", found.seconds()));
    sheet.facts(facts);
    sheet.table(
        "metrics",
        Ledger.list(ExplanationMeasures.HEADER, found.table()),
        ExplanationMeasures.HEADER);
    List<String> sentences = new ArrayList<>();
    for (List<Object> line : found.table()) {
      Interval gain = (Interval) line.get(4);
      String verdict =
          gain.low() > 0
              ? "better than random"
              : gain.high() < 0 ? "worse than random" : "not shown to differ from random";
      sentences.add("By " + line.get(0) + ", " + found.method() + " is " + verdict + ".");
    }
    found.left().forEach(why -> sentences.add("Not measured: " + why));
    sheet.sentences(sentences);
  }

  private void cost(Asked asked, Sheet sheet) {
    sheet.section("Environmental impact");
    int n = asked.outputs().length;
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put(
        "time of answers",
        String.format(Locale.ROOT, "%.3g s for %d rows here", asked.seconds(), n));
    facts.put(
        "energy of answers",
        asked.joules().isPresent()
            ? String.format(
                Locale.ROOT,
                "%.3g J of the whole processor for %d rows (RAPL)",
                asked.joules().getAsDouble(),
                n)
            : "not measured: no RAPL counter can be read here");
    facts.putAll(Card.persons("energy of the training", "hardware of the training"));
    sheet.facts(facts);
  }

  /** The metadata that Hugging Face reads. */
  private String front(List<List<Object>> measures) {
    String task =
        switch (subject.task()) {
          case IMAGE -> "image-classification";
          case TEXT -> "text-classification";
          case SERIES -> "other";
          case TABLE ->
              subject.model().regression() ? "tabular-regression" : "tabular-classification";
        };
    Map<String, String> known =
        Map.of(
            "accuracy", "accuracy", "mean F1 of the classes", "f1", "mean absolute error", "mae");
    StringBuilder yaml = new StringBuilder("---\n");
    yaml.append("pipeline_tag: ").append(task).append("\ntags:\n- ").append(subject.task());
    yaml.append("\nmodel-index:\n- name: ").append(Card.quoted(subject.name()));
    yaml.append("\n  results:\n  - task:\n      type: ").append(task);
    yaml.append("\n    dataset:\n      type: ").append(subject.task()).append("\n      name: ");
    yaml.append(Card.quoted(subject.data())).append("\n    metrics:\n");
    for (List<Object> line : measures) {
      String type = known.get(String.valueOf(line.get(0)));
      if (type != null && line.get(1) instanceof Interval i) {
        yaml.append("    - type: ").append(type).append("\n      value: ");
        yaml.append(String.format(Locale.ROOT, "%.4f", i.mean())).append('\n');
      }
    }
    return yaml.append("---\n\n").toString();
  }
}
