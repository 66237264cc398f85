package org.xai4j.benchmarks.study.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.report.BarChart;
import org.xai4j.benchmarks.study.Study;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.evaluation.Metric;
import org.xai4j.evaluation.Subject;
import org.xai4j.evaluation.meta.MetaEvaluation;
import org.xai4j.evaluation.meta.Space;

/**
 * How good are the metrics themselves (Hedström et al. 2023)? Resilience to a little noise and
 * reactivity to destruction of every metric, over the digits and methods of the experiment.
 * Parameters: {@code seeds} of the noise, and {@code spaces}, what is disturbed: attributions,
 * inputs, weights.
 */
public final class MetaEvaluationStudy implements Study {
  /** Made by the {@code ServiceLoader}. */
  public MetaEvaluationStudy() {}

  @Override
  public String id() {
    return "meta-evaluation";
  }

  /** A metric of the experiment. */
  private record Chosen(String label, Metric metric) {}

  @Override
  public void run(StudyRun run) {
    Explained.Digits digits = Explained.Digits.of(run);
    Context context = run.context().with(FeatureGroups.parse(run.experiment().groups()));
    List<Explained> methods =
        Explained.all(run, "attributions", digits.model(), digits.inputs(), run.context());
    List<Subject> subjects =
        methods.stream()
            .map(m -> m.subject().with(context))
            .map(s -> s.with(context.with(s.fixedTarget())))
            .toList();
    int seeds = (int) run.number("seeds", run.settings().quick() ? 1 : 5);
    List<Space> spaces =
        Arrays.stream(run.param("spaces", "attributions,inputs,weights").split(","))
            .map(MetaEvaluationStudy::space)
            .toList();
    run.page()
        .lead(
            String.format(
                Locale.ROOT,
                "A good metric hardly moves when an explanation is disturbed a little, and moves"
                    + " when it is destroyed. %d digits, %d methods, noise of %d seeds.",
                digits.labels().length,
                methods.size(),
                seeds));
    List<Chosen> metrics = metrics(run, subjects);
    run.progress().begin("meta-evaluation", (long) spaces.size() * metrics.size() * seeds);
    List<List<Object>> results = new ArrayList<>();
    for (Space space : spaces) {
      Map<String, List<MetaEvaluation>> found = new LinkedHashMap<>();
      for (Chosen chosen : metrics) {
        List<MetaEvaluation> own = new ArrayList<>();
        for (int s = 0; s < seeds; s++) {
          MetaEvaluation m = evaluate(run, space, chosen, subjects, s);
          own.add(m);
          results.add(
              List.of(
                  word(space),
                  chosen.label(),
                  s,
                  m.resilienceIntra(),
                  m.resilienceInter(),
                  m.reactivityIntra(),
                  m.reactivityInter()));
          run.progress().advance(1);
        }
        found.put(chosen.label(), own);
      }
      report(run, space, found);
    }
    run.progress().end();
    run.results(
        List.of(
            "disturbed",
            "metric",
            "seed",
            "resilience intra",
            "resilience inter",
            "reactivity intra",
            "reactivity inter"),
        results);
  }

  /** The metrics of the experiment, all of which must apply. */
  private static List<Chosen> metrics(StudyRun run, List<Subject> subjects) {
    Registry<Metric> registry = Registry.load("metric", Metric.class);
    List<Chosen> metrics = new ArrayList<>();
    for (Experiment.Choice choice : run.experiment().metrics()) {
      Metric metric = registry.create(choice.id(), choice.params());
      Optional<String> why = metric.unsuitable(subjects.get(0));
      InputException.check(
          why.isEmpty(), "The metric %s does not apply: %s", choice.id(), why.orElse(""));
      metrics.add(new Chosen(choice.label(), metric));
    }
    return metrics;
  }

  private static Space space(String name) {
    return Arrays.stream(Space.values())
        .filter(s -> word(s).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "The spaces of the noise are attributions, inputs and weights, not '"
                        + name
                        + "'."));
  }

  private static MetaEvaluation evaluate(
      StudyRun run, Space space, Chosen chosen, List<Subject> subjects, int seed) {
    return run.stage(
        word(space) + "/" + chosen.label() + "/" + seed,
        Map.of(
            "subjects",
            subjects.stream().map(s -> Explained.configuration(chosen.metric(), s)).toList()),
        MetaEvaluation.class,
        () -> {
          run.note(Registry.info(chosen.metric()).title());
          return MetaEvaluation.of(
              chosen.metric(), subjects, space, 1, run.experiment().seed() + seed);
        });
  }

  private static void report(StudyRun run, Space space, Map<String, List<MetaEvaluation>> found) {
    List<List<Object>> table = new ArrayList<>();
    List<BarChart.Bar> bars = new ArrayList<>();
    List<Map.Entry<String, List<MetaEvaluation>>> ranked = new ArrayList<>(found.entrySet());
    ranked.sort(Comparator.comparingDouble(e -> -mean(e.getValue(), MetaEvaluation::consistency)));
    for (Map.Entry<String, List<MetaEvaluation>> e : ranked) {
      List<MetaEvaluation> own = e.getValue();
      double consistency = mean(own, MetaEvaluation::consistency);
      double spread =
          Explained.deviation(own.stream().mapToDouble(MetaEvaluation::consistency).toArray());
      table.add(
          List.of(
              e.getKey(),
              mean(own, MetaEvaluation::resilienceIntra),
              mean(own, MetaEvaluation::resilienceInter),
              mean(own, MetaEvaluation::reactivityIntra),
              mean(own, MetaEvaluation::reactivityInter),
              consistency,
              spread));
      bars.add(
          new BarChart.Bar(e.getKey(), consistency, consistency - spread, consistency + spread));
      run.say(
          String.format(
              Locale.ROOT,
              "%-12s %-24s meta-consistency %.3f ± %.3f",
              word(space),
              e.getKey(),
              consistency,
              spread));
    }
    run.page()
        .heading("Disturbed " + word(space))
        .text(noise(space))
        .svg(
            "Meta-consistency, the mean of the four; bars of a standard deviation over seeds",
            BarChart.draw("Meta-consistency of the metrics", bars))
        .text(
            "From 0 to 1, larger is better. Resilience: the scores of the instances stay (mean"
                + " p-value of Wilcoxon's test), and so does the order of the methods. Reactivity:"
                + " the scores change (1 − p), and for the worse.")
        .table(
            List.of(
                "metric",
                "resilience: scores",
                "resilience: order",
                "reactivity: scores",
                "reactivity: worse",
                "meta-consistency",
                "± over seeds"),
            table);
  }

  private static String word(Space space) {
    return space.name().toLowerCase(Locale.ROOT);
  }

  private static String noise(Space space) {
    String counted =
        "; only digits whose class stays count for little noise, and those whose class changes for"
            + " much.";
    return switch (space) {
      case ATTRIBUTIONS ->
          "Uniform noise of a thousandth of the largest value is added to the attributions, or of"
              + " a hundred times that value.";
      case INPUTS ->
          "Uniform noise of a thousandth of the range is added to the digits, or of the whole"
              + " range, and they are explained again"
              + counted;
      case WEIGHTS ->
          "The weights of the network are multiplied by normal noise with mean 1 and standard"
              + " deviation 0.001, or 2, and the digits are explained again with that network"
              + counted;
    };
  }

  private static double mean(List<MetaEvaluation> of, ToDoubleFunction<MetaEvaluation> value) {
    return of.stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
