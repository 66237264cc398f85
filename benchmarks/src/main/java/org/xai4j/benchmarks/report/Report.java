package org.xai4j.benchmarks.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.xai4j.benchmarks.experiment.Outcome;
import org.xai4j.benchmarks.experiment.Ranking;
import org.xai4j.benchmarks.web.ComparedRows;
import org.xai4j.benchmarks.web.LiveRows;
import org.xai4j.core.run.Provenance;
import org.xai4j.evaluation.Metric;

/** Writes the report of a comparison: one web page that needs nothing else. */
public final class Report {
  /** Endings that long headings may leave to the next line, behind a soft hyphen. */
  private static final Pattern ENDING =
      Pattern.compile("(?<=\\p{L}{4})(siveness|ness|tivity|mance|tion|bility|city)\\b");

  private final Outcome outcome;
  private final Map<String, String> titles;
  private final Map<String, String> colours;
  private final List<Outcome.Method> ranked;

  private Report(Outcome outcome) {
    this.outcome = outcome;
    titles = Comparisons.titles(outcome);
    colours = Palette.of(outcome.methods());
    List<String> order = outcome.ranking().rows().stream().map(Ranking.Row::label).toList();
    ranked =
        outcome.methods().stream()
            .sorted(Comparator.comparingInt(m -> order.indexOf(m.choice().label())))
            .toList();
  }

  /**
   * Writes the report.
   *
   * @param file path of the page
   * @param outcome of a comparison
   * @throws org.xai4j.core.run.InputException if it cannot be written
   */
  public static void write(Path file, Outcome outcome) {
    Templates.write(file, "report.ftlh", new Report(outcome).model());
  }

  private Map<String, Object> model() {
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("title", outcome.experiment().title());
    model.put("name", outcome.experiment().name());
    model.put("quick", outcome.quick());
    model.put("sentence", sentence());
    model.put("finding", finding());
    model.put("limits", limits());
    model.put("twins", twins());
    model.put("control", outcome.ranking().control().orElse(""));
    model.put("rankedMetrics", names(outcome.ranking().metrics()));
    model.put(
        "rankingChart", Templates.markup(RankingChart.draw(outcome.ranking(), titles, colours)));
    model.put("testSentence", Comparisons.sentence(outcome.ranking()));
    model.put("testChart", Templates.markup(Comparisons.diagram(outcome.ranking(), titles)));
    model.put("effects", Comparisons.effects(outcome.ranking(), titles));
    model.put("agreement", Templates.markup(Comparisons.methods(outcome, titles)));
    model.put("metricAgreement", Templates.markup(Comparisons.metrics(outcome)));
    model.put("metrics", metrics());
    model.put("rows", scoreRows());
    model.put("galleryMethods", ranked.stream().map(this::title).toList());
    model.put("gallery", Gallery.rows(outcome, ranked));
    model.put("shownMethods", outcome.shown().stream().map(m -> m.info().title()).toList());
    model.put(
        "shown", outcome.shown().isEmpty() ? List.of() : Gallery.rows(outcome, outcome.shown()));
    LiveRows live = ComparedRows.of(outcome, ranked, titles);
    model.put("live", live.isEmpty() ? "" : Templates.markup(live.json()));
    model.put("legend", Gallery.legend());
    model.put("curves", curves());
    model.put("curveLegend", curveLegend());
    model.put("costs", costs());
    model.put("skipped", skipped());
    model.put(
        "warnings",
        outcome.warnings().stream()
            .map(w -> Map.of("method", title(w.method()), "sentence", w.sentence()))
            .toList());
    model.put("methodCards", methodCards());
    model.put("facts", Templates.facts(outcome.provenance()));
    model.put("version", Provenance.version());
    return model;
  }

  private String title(Outcome.Method method) {
    return titles.getOrDefault(method.choice().label(), method.choice().label());
  }

  private String title(String label) {
    return titles.getOrDefault(label, label);
  }

  private List<String> names(List<String> metrics) {
    return outcome.metrics().stream()
        .filter(m -> metrics.contains(m.choice().label()))
        .map(Report::title)
        .toList();
  }

  private static String title(Outcome.Measure metric) {
    String label = metric.choice().label();
    return label.equals(metric.choice().id()) ? metric.info().title() : label;
  }

  private String sentence() {
    return String.format(
        Locale.ROOT,
        "%d methods explained the answers of the model “%s” for %d %s%s, and %d metrics scored"
            + " every explanation.",
        outcome.methods().size(),
        outcome.experiment().model().replaceAll(".*[/\\\\]", ""),
        outcome.predicted().length,
        outcome.dataset().noun(),
        outcome.dataset().labelled()
            ? " (it gets " + Numbers.fixed(100 * outcome.accuracy(), 1) + " % of them right)"
            : "",
        outcome.metrics().size());
  }

  private String finding() {
    List<Ranking.Row> rows = outcome.ranking().rows();
    if (rows.isEmpty() || Double.isNaN(rows.get(0).rank().mean())) {
      return "";
    }
    Ranking.Row best = rows.get(0);
    StringBuilder text = new StringBuilder();
    text.append(title(best.label()))
        .append(" has the best mean rank, ")
        .append(Numbers.fixed(best.rank().mean(), 2))
        .append(" of ")
        .append(rows.size())
        .append(" (95 % interval ")
        .append(Numbers.fixed(best.rank().low(), 2))
        .append(" to ")
        .append(Numbers.fixed(best.rank().high(), 2))
        .append(")");
    List<String> tied =
        IntStream.range(0, rows.size())
            .filter(outcome.ranking()::tiedWithBest)
            .mapToObj(i -> title(rows.get(i).label()))
            .toList();
    text.append(tied.isEmpty() ? "." : ", tied with " + joined(tied) + " (Nemenyi's test at 5 %).");
    if (outcome.ranking().control().isPresent()) {
      List<String> beaten =
          rows.stream()
              .filter(
                  r -> r.verdict() == Ranking.Verdict.SAME || r.verdict() == Ranking.Verdict.WORSE)
              .map(r -> title(r.label()))
              .toList();
      text.append(
          beaten.isEmpty()
              ? " Every method does better than random values."
              : " Not better than random values: " + String.join(", ", beaten) + ".");
    }
    behind(rows).ifPresent(text::append);
    return text.toString();
  }

  private List<String> controls() {
    return outcome.methods().stream()
        .filter(m -> Ranking.CONTROLS.contains(m.choice().id()))
        .map(m -> m.choice().label())
        .toList();
  }

  /** The methods behind the best of those that know nothing of the model. */
  private Optional<String> behind(List<Ranking.Row> rows) {
    List<String> controls = controls();
    int first =
        IntStream.range(0, rows.size())
            .filter(i -> controls.contains(rows.get(i).label()))
            .findFirst()
            .orElse(rows.size());
    List<String> behind =
        rows.stream()
            .skip(Math.min(rows.size(), first + 1L))
            .map(Ranking.Row::label)
            .filter(label -> !controls.contains(label))
            .map(this::title)
            .toList();
    return behind.isEmpty()
        ? Optional.empty()
        : Optional.of(
            " Behind "
                + title(rows.get(first).label())
                + ", a control that knows nothing of the model: "
                + joined(behind)
                + ".");
  }

  private static String joined(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /** What the finding is of, and what it does not say. */
  private String limits() {
    return String.format(
        Locale.ROOT,
        "This is of the model “%s” on %d %s, with the baseline “%s” for what is removed. It does"
            + " not say which method is right on other models, data or baselines, nor that the best"
            + " one finds the true reasons: metrics that remove features favour methods that"
            + " measure such removal.",
        outcome.experiment().model().replaceAll(".*[/\\\\]", ""),
        outcome.predicted().length,
        outcome.dataset().noun(),
        outcome.experiment().baseline());
  }

  /** Which metrics count once together, in words. */
  private String twins() {
    return String.join(
        "; ", outcome.ranking().twins().stream().map(group -> joined(names(group))).toList());
  }

  private List<Map<String, Object>> metrics() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Outcome.Measure metric : outcome.metrics()) {
      list.add(
          Map.of(
              "label",
              metric.choice().label(),
              "title",
              title(metric),
              "head",
              ENDING.matcher(title(metric)).replaceAll("\u00ad$0"),
              "summary",
              metric.info().summary(),
              "reference",
              metric.info().reference(),
              "parameters",
              text(metric.parameters()),
              "higher",
              metric.direction() == Metric.Direction.HIGHER,
              "ranked",
              outcome.ranking().metrics().contains(metric.choice().label())));
    }
    return list;
  }

  private List<Map<String, Object>> scoreRows() {
    List<Map<String, Object>> list = new ArrayList<>();
    List<Ranking.Row> rows = outcome.ranking().rows();
    for (Ranking.Row row : rows) {
      List<Map<String, Object>> cells = new ArrayList<>();
      for (Outcome.Measure metric : outcome.metrics()) {
        Ranking.Cell cell = row.cells().get(metric.choice().label());
        cells.add(
            cell == null || Double.isNaN(cell.score().mean())
                ? Map.of("empty", true)
                : Map.of(
                    "empty",
                    false,
                    "sort",
                    String.valueOf(cell.score().mean()),
                    "mean",
                    Numbers.brief(cell.score().mean()),
                    "low",
                    Numbers.brief(cell.score().low()),
                    "high",
                    Numbers.brief(cell.score().high()),
                    "best",
                    cell.best(),
                    "verdict",
                    cell.verdict().name().toLowerCase(Locale.ROOT)));
      }
      list.add(
          Map.of(
              "label",
              row.label(),
              "title",
              title(row.label()),
              "colour",
              colours.getOrDefault(row.label(), "#444"),
              "rank",
              Numbers.fixed(row.rank().mean(), 2),
              "rankSort",
              String.valueOf(row.rank().mean()),
              "verdict",
              row.verdict().name().toLowerCase(Locale.ROOT),
              "tied",
              outcome.ranking().tiedWithBest(rows.indexOf(row)),
              "range",
              Numbers.fixed(row.rank().low(), 2) + " … " + Numbers.fixed(row.rank().high(), 2),
              "control",
              controls().contains(row.label()),
              "cells",
              cells));
    }
    return list;
  }

  private List<Map<String, Object>> curves() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Outcome.Measure metric : outcome.metrics()) {
      String svg = CurveChart.draw(metric.choice().label(), title(metric), ranked, colours);
      if (!svg.isEmpty()) {
        list.add(
            Map.of(
                "title",
                title(metric),
                "hint",
                metric.direction() == Metric.Direction.HIGHER
                    ? "higher is better"
                    : "lower is better",
                "svg",
                Templates.markup(svg)));
      }
    }
    return list;
  }

  private List<Map<String, Object>> curveLegend() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Outcome.Method method : ranked) {
      list.add(
          Map.of(
              "label",
              method.choice().label(),
              "title",
              title(method),
              "control",
              Palette.control(method),
              "colour",
              colours.getOrDefault(method.choice().label(), "#444")));
    }
    return list;
  }

  private List<Map<String, Object>> costs() {
    int n = outcome.predicted().length;
    double most = ranked.stream().mapToDouble(m -> m.cost().seconds() / n).max().orElse(1);
    List<Map<String, Object>> list = new ArrayList<>();
    for (Outcome.Method method : ranked) {
      double seconds = method.cost().seconds() / n;
      Map<String, Object> cost = new LinkedHashMap<>();
      cost.put("title", title(method));
      cost.put("time", Numbers.time(seconds));
      cost.put("seconds", String.valueOf(seconds));
      cost.put("share", String.format(Locale.ROOT, "%.1f", 100 * seconds / Math.max(most, 1e-12)));
      cost.put("colour", colours.getOrDefault(method.choice().label(), "#444"));
      cost.put("forward", Numbers.brief((double) method.cost().forwardRows() / n));
      cost.put("forwardRows", String.valueOf(method.cost().forwardRows()));
      cost.put("backward", Numbers.brief((double) method.cost().backwardRows() / n));
      cost.put("backwardRows", String.valueOf(method.cost().backwardRows()));
      list.add(cost);
    }
    return list;
  }

  /** The reasons, each with all it concerns. */
  private List<Map<String, Object>> skipped() {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (Outcome.Skipped item : outcome.skipped()) {
      String what = item.metric().isEmpty() ? "the method itself" : metricTitle(item.metric());
      byReason
          .computeIfAbsent(what + "\n" + item.reason(), k -> new ArrayList<>())
          .add(title(item.method()));
    }
    List<Map<String, Object>> list = new ArrayList<>();
    byReason.forEach(
        (key, methods) -> {
          String[] parts = key.split("\n", 2);
          list.add(
              Map.of("what", parts[0], "reason", parts[1], "methods", String.join(", ", methods)));
        });
    return list;
  }

  private String metricTitle(String label) {
    return outcome.metrics().stream()
        .filter(m -> m.choice().label().equals(label))
        .map(Report::title)
        .findFirst()
        .orElse(label);
  }

  private List<Map<String, Object>> methodCards() {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Outcome.Method method : ranked) {
      Map<String, String> settings = new LinkedHashMap<>(method.parameters());
      if (!method.choice().groups().isEmpty()) {
        settings.put("groups", method.choice().groups());
      }
      if (!method.choice().baseline().isEmpty()) {
        settings.put("baseline", method.choice().baseline());
      }
      list.add(
          Map.of(
              "title",
              title(method),
              "id",
              method.choice().id(),
              "summary",
              method.info().summary(),
              "parameters",
              text(settings),
              "reference",
              method.info().reference()));
    }
    return list;
  }

  private static String text(Map<String, String> settings) {
    return String.join(
        ", ", settings.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList());
  }
}
