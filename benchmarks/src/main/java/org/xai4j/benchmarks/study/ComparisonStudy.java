package org.xai4j.benchmarks.study;

import java.util.Locale;
import org.xai4j.benchmarks.experiment.Comparison;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.benchmarks.experiment.Ranking;
import org.xai4j.benchmarks.report.Report;

/** Explains with every method, scores by every metric and ranks: what most experiments ask for. */
public final class ComparisonStudy implements Study {
  /** Made by the {@code ServiceLoader}. */
  public ComparisonStudy() {}

  @Override
  public String id() {
    return Experiment.COMPARISON;
  }

  @Override
  public void run(StudyRun run) {
    Outcome outcome =
        Comparison.run(run.experiment(), run.settings(), run.folder(), run.progress(), run::note);
    Report.write(run.folder().resolve("report.html"), outcome);
    run.say(
        String.format(
            Locale.ROOT,
            "Compared %d methods by %d metrics on %d %s.",
            outcome.methods().size(),
            outcome.metrics().size(),
            outcome.predicted().length,
            outcome.dataset().noun()));
    outcome.remade().forEach(run::say);
    outcome.warnings().forEach(w -> run.say(w.method() + ": " + w.sentence()));
    if (outcome.reused() > 0) {
      run.say(
          String.format(
              Locale.ROOT,
              "%d of %d stages were taken from an earlier run.",
              outcome.reused(),
              outcome.stages()));
    }
    run.say("Mean rank over " + String.join(", ", outcome.ranking().metrics()) + ":");
    for (Ranking.Row row : outcome.ranking().rows()) {
      run.say(
          String.format(
              Locale.ROOT,
              "  %-24s %5.2f  [%.2f, %.2f]%s",
              row.label(),
              row.rank().mean(),
              row.rank().low(),
              row.rank().high(),
              row.verdict() == Ranking.Verdict.SAME || row.verdict() == Ranking.Verdict.WORSE
                  ? "  not better than the control"
                  : ""));
    }
  }
}
