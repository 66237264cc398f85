package org.xai4j.benchmarks.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xai4j.core.data.TableSchema;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.network.Layers;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.Provenance;

/**
 * A model card (Mitchell et al. 2019, arXiv:1810.03993) with the fields of Annex IV of the EU's AI
 * Act (Regulation 2024/1689) and of Hugging Face's card metadata, and a data card (Gebru et al.
 * 2021, arXiv:1803.09010), filled from an audit. What only a person knows is marked, never
 * invented.
 */
public final class Card {
  private static final List<String> RATES =
      List.of(
          "attribute",
          "group",
          "rows",
          "base rate",
          "selection rate",
          "accuracy",
          "true positive rate",
          "false positive rate",
          "calibration error");

  private Card() {}

  /**
   * Writes {@code card.md}, {@code card.html}, {@code card.json} and {@code data-card.md}.
   *
   * @param model that was audited
   * @param subject of the audit
   * @param found by the audit
   * @param settings of the audit
   * @param training what is known of the model's training, for shipped models; may be empty
   * @param folder gets the files
   */
  public static void write(
      Model model,
      AuditSubject subject,
      Audit.Found found,
      AuditSettings settings,
      Map<String, String> training,
      Path folder) {
    String name = String.valueOf(subject.facts().get("model"));
    Sheet sheet =
        new Sheet(
            "card",
            "Model card: " + name,
            "What is measured stands here with 95 % intervals; what is not is marked as "
                + Sheet.PERSON
                + ".");
    details(model, subject.schema().width() + " columns", training, sheet);
    evaluation(subject, settings, sheet);
    measured(subject, found, sheet);
    annex(sheet);
    sheet.section("Environmental impact");
    sheet.facts(persons("energy of the training", "hardware of the training"));
    Map<String, Object> facts = new LinkedHashMap<>(subject.facts());
    facts.put("environment", Provenance.environment(settings.context().engine().id()));
    facts.put("time", Provenance.now());
    text(folder.resolve("card.md"), front(name, subject, found.json()) + sheet.markdown());
    text(folder.resolve("card.json"), sheet.root().toPrettyString() + "\n");
    sheet.page().write(folder.resolve("card.html"), facts);
    text(folder.resolve("data-card.md"), DataCard.markdown(subject, found.json()));
  }

  static void text(Path file, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(bytes));
  }

  /** What the model is, and what it is for; begins the section of the evaluation. */
  static void details(Model model, String input, Map<String, String> training, Sheet sheet) {
    sheet.section("Model details");
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("kind", model.kind());
    if (model instanceof Network network) {
      facts.put("layers", network.nodes().size() - 1);
      facts.put(
          "parameters",
          network.nodes().stream().mapToLong(n -> Layers.parameters(n.layer())).sum());
    }
    facts.put("input", input);
    facts.put("SHA-256 of the model", model.hash());
    facts.put("developed by", Sheet.PERSON);
    facts.put("version and date of the model", Sheet.PERSON);
    facts.put("licence", Sheet.PERSON);
    facts.put("contact", Sheet.PERSON);
    facts.putAll(training);
    sheet.facts(facts);
    sheet.section("Intended use");
    sheet.facts(
        persons("intended purpose", "intended users", "uses that are out of scope", "deployer"));
    sheet.section("Evaluation");
  }

  private static void evaluation(AuditSubject subject, AuditSettings settings, Sheet sheet) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("data", subject.facts().get("data"));
    facts.put("rows", subject.rows().size());
    facts.put("SHA-256 of the data", subject.facts().get("data hash"));
    facts.put(
        "training rows given", subject.train().map(t -> String.valueOf(t.size())).orElse("none"));
    facts.put("favourable answer", subject.favourable());
    facts.put("seed", settings.seed());
    facts.put("draws", settings.draws());
    Provenance.environment(settings.context().engine().id()).forEach(facts::put);
    facts.put("measured at", Provenance.now());
    facts.put("how the data were collected", Sheet.PERSON);
    sheet.facts(facts);
  }

  static Map<String, String> persons(String... names) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String name : names) {
      all.put(name, Sheet.PERSON);
    }
    return all;
  }

  private static void measured(AuditSubject subject, Audit.Found found, Sheet sheet) {
    JsonNode json = found.json();
    sheet.section("Performance");
    sheet.table("measures", json.path("overall").path("measures"), List.of("measure", "value"));
    sheet.section("Groups");
    if (subject.attributes().isEmpty()) {
      sheet.sentences(List.of("No protected attribute was named, so nothing is known of groups."));
    } else {
      sheet.table("rates", json.path("groups").path("rates"), RATES);
      sheet.table(
          "criteria",
          json.path("groups").path("criteria"),
          List.of("attribute", "criterion", "value", "fair", "p", "p (Holm)"));
    }
    sheet.section("Explanations, limits and risks that were measured");
    sheet.table(
        "explanations",
        json.path("shift").path("explanations"),
        List.of("column", "mean size in training", "mean size audited", "D", "p (Holm)"));
    sheet.sentences(found.sentences());
    sheet.section("Ethical considerations");
    sheet.facts(
        persons(
            "risks to people and how they are met",
            "sensitive data",
            "human oversight",
            "caveats and recommendations"));
  }

  static void annex(Sheet sheet) {
    sheet.section("EU AI Act, Annex IV");
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(
        "1 general description", "model details and evaluation above; purpose " + Sheet.PERSON);
    fields.put("2 elements and development", "architecture above; design choices " + Sheet.PERSON);
    fields.put(
        "3 performance and limits",
        "performance and explanations above, groups where they are named");
    fields.putAll(
        persons(
            "4 appropriateness of the metrics",
            "5 risk management system",
            "6 changes through the life cycle",
            "7 harmonised standards applied",
            "8 EU declaration of conformity",
            "9 post-market monitoring plan"));
    sheet.facts(fields);
  }

  /** The metadata that Hugging Face reads. */
  private static String front(String name, AuditSubject subject, JsonNode json) {
    StringBuilder yaml = new StringBuilder("---\n");
    String task = subject.yes().regression() ? "tabular-regression" : "tabular-classification";
    yaml.append("pipeline_tag: ").append(task).append("\ntags:\n- tabular\nmodel-index:\n- name: ");
    yaml.append(quoted(name)).append("\n  results:\n  - task:\n      type: ").append(task);
    yaml.append("\n    dataset:\n      type: table\n      name: ");
    yaml.append(quoted(String.valueOf(subject.facts().get("data")))).append("\n    metrics:\n");
    Map<String, String> known =
        Map.of("accuracy", "accuracy", "area under the ROC curve", "roc_auc");
    for (JsonNode measure : json.path("overall").path("measures")) {
      String type = known.get(measure.path("measure").asText());
      if (type != null) {
        yaml.append("    - type: ").append(type).append("\n      value: ");
        yaml.append(
                String.format(Locale.ROOT, "%.4f", measure.path("value").path("value").asDouble()))
            .append('\n');
      }
    }
    return yaml.append("---\n\n").toString();
  }

  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  /** What a column may hold, for the data card. */
  static String meaning(TableSchema.Column column) {
    return column.categorical()
        ? String.join(", ", column.labels())
        : column.unit().isEmpty() ? "number" : "number in " + column.unit();
  }
}
