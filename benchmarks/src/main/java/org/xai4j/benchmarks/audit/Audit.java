package org.xai4j.benchmarks.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.xai4j.benchmarks.report.Page;
import org.xai4j.benchmarks.training.Auc;
import org.xai4j.benchmarks.training.Proportion;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.run.Provenance;
import org.xai4j.evaluation.fairness.Calibration;
import org.xai4j.evaluation.fairness.Outcomes;
import org.xai4j.evaluation.statistics.Bootstrap;
import org.xai4j.evaluation.statistics.Bootstrap.Interval;

/**
 * Audits a classifier of table rows: how it treats groups, whether it uses a protected attribute or
 * what stands for it, shortcuts and leaks, shift from training. Writes {@code report.html} and
 * {@code audit.json}; every figure of the page is in the JSON.
 */
public final class Audit {
  private Audit() {}

  /**
   * Runs an audit.
   *
   * @param subject model, rows and groups
   * @param settings draws, seed, rows explained
   * @param folder gets the page and the JSON
   * @param note hears what is being done
   * @return what was found; the same seed gives the same bytes of JSON but for the time
   * @throws org.xai4j.core.run.InputException if the folder cannot be written
   */
  public static Found run(
      AuditSubject subject, AuditSettings settings, Path folder, Consumer<String> note) {
    Page page =
        new Page("audit", subject.title(), false)
            .lead(
                "Does the model treat groups alike, what does it rely on, and does that hold for"
                    + " these rows?");
    Ledger ledger = new Ledger(page);
    subject.facts().forEach((name, value) -> ledger.root().put(name, String.valueOf(value)));
    ledger.root().put("seed", settings.seed()).put("draws", settings.draws());
    overall(subject, settings, ledger);
    note.accept("groups");
    if (!subject.attributes().isEmpty()) {
      GroupsPart.report(subject, settings, ledger);
    }
    note.accept("explanations");
    AuditShapley explained = AuditShapley.of(subject, subject.rows(), settings);
    note.accept("use of attributes");
    UsePart.report(subject, settings, explained, ledger);
    note.accept("shortcuts and shift");
    ShortcutPart.report(subject, settings, ledger);
    ShiftPart.report(subject, settings, explained, ledger);
    write(subject, settings, folder, ledger);
    return new Found(ledger.said(), ledger.root());
  }

  /**
   * What an audit found.
   *
   * @param sentences in order
   * @param json all figures, as written
   */
  public record Found(List<String> sentences, ObjectNode json) {}

  private static void overall(AuditSubject subject, AuditSettings settings, Ledger ledger) {
    ledger.section(
        "overall",
        "The model",
        String.join(" ", subject.notes())
            + " Intervals are 95 %: Wilson for shares, DeLong for the area under the ROC curve,"
            + " bootstrap for the calibration error.");
    Outcomes outcomes = subject.rows().outcomes();
    int[] labels = outcomes.labels();
    int[] answers = outcomes.predicted();
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += labels[i] == answers[i] ? 1 : 0;
    }
    int yes = Arrays.stream(labels).sum();
    java.util.ArrayList<List<Object>> table = new java.util.ArrayList<>();
    table.add(List.of("rows", labels.length));
    table.add(List.of("labels that are " + subject.quoted(), share(yes, labels.length)));
    table.add(
        List.of(
            "answers that are " + subject.quoted(),
            share(Arrays.stream(answers).sum(), labels.length)));
    table.add(List.of("accuracy", share(right, labels.length)));
    if (yes > 0 && yes < labels.length) {
      double[] scores = subject.yes().ask(subject.rows().values()).scores();
      Auc auc = Auc.of(scores, labels);
      table.add(
          List.of("area under the ROC curve", new Interval(auc.value(), auc.low(), auc.high())));
    }
    if (outcomes.scores().length > 0) {
      table.add(
          List.of(
              "calibration error",
              new Bootstrap(labels.length, Math.min(500, settings.draws()), settings.seed())
                  .of(rows -> Calibration.error(outcomes, rows))));
    }
    ledger.table("measures", List.of("measure", "value"), table);
    Interval accuracy = share(right, labels.length);
    double common = Math.max(yes, labels.length - yes) / (double) labels.length;
    ledger.finding(
        "The model is right for "
            + AuditWords.percent(accuracy.mean())
            + " of "
            + labels.length
            + " rows; always answering the more frequent class would be for "
            + AuditWords.percent(common)
            + ".",
        "accuracy",
        accuracy,
        "frequent class",
        common);
  }

  private static Interval share(int part, int of) {
    Proportion p = Proportion.of(part, of);
    return new Interval(p.value(), p.low(), p.high());
  }

  private static void write(
      AuditSubject subject, AuditSettings settings, Path folder, Ledger ledger) {
    Map<String, Object> facts = new LinkedHashMap<>(subject.facts());
    facts.put("seed", settings.seed());
    facts.put("draws", settings.draws());
    facts.put("environment", Provenance.environment(settings.context().engine().id()));
    facts.put("time", Provenance.now());
    ledger.root().put("time", String.valueOf(facts.get("time")));
    byte[] json = (ledger.root().toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    WholeFile.write(folder.resolve("audit.json"), out -> out.write(json));
    ledger.page().write(folder.resolve("report.html"), facts);
  }
}
