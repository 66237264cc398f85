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
import org.xai4j.core.data.Digest;
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

  /** The four consistencies of one metric under the noise of one seed, as texts to hold NaN. */
  record Found(List<String> values) {
    static Found of(MetaEvaluation m) {
      return new Found(
          List.of(
              String.valueOf(m.resilienceIntra()),
              String.valueOf(m.resilienceInter()),
              String.valueOf(m.reactivityIntra()),
              String.valueOf(m.reactivityInter())));
    }

    MetaEvaluation evaluation() {
      double[] v = values.stream().mapToDouble(Double::parseDouble).toArray();
      return new MetaEvaluation(v[0], v[1], v[2], v[3]);
    }
  }

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
    run.progress()
        .begin("meta-evaluation", (long) spaces.size() * run.experiment().metrics().size() * seeds);
    List<List<Object>> results = new ArrayList<>();
    for (Space space : spaces) {
      Map<String, List<MetaEvaluation>> found = new LinkedHashMap<>();
      for (Experiment.Choice choice : run.experiment().metrics()) {
        Metric metric = metric(choice);
        Optional<String> why = metric.unsuitable(subjects.get(0));
        InputException.check(
            why.isEmpty(), "The metric %s does not apply: %s", choice.id(), why.orElse(""));
        List<MetaEvaluation> own = new ArrayList<>();
        for (int s = 0; s < seeds; s++) {
          own.add(evaluate(run, space, choice, metric, subjects, s));
          run.progress().advance(1);
        }
        found.put(choice.label(), own);
      }
      report(run, space, found, results);
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

  private static Metric metric(Experiment.Choice choice) {
    return Registry.load("metric", Metric.class).create(choice.id(), choice.params());
  }

  private static MetaEvaluation evaluate(
      StudyRun run,
      Space space,
      Experiment.Choice choice,
      Metric metric,
      List<Subject> subjects,
      int seed) {
    Map<String, Object> configuration = new LinkedHashMap<>();
    configuration.put("metric", choice.id());
    configuration.put("parameters", Registry.parameters(metric));
    configuration.put(
        "attributions", subjects.stream().map(s -> Digest.of(s.attributions())).toList());
    return run.stage(
            word(space) + "/" + choice.label() + "/" + seed,
            configuration,
            Found.class,
            () -> {
              run.note(Registry.info(metric).title());
              return Found.of(
                  MetaEvaluation.of(metric, subjects, space, 1, run.experiment().seed() + seed));
            })
        .evaluation();
  }

  private static void report(
      StudyRun run,
      Space space,
      Map<String, List<MetaEvaluation>> found,
      List<List<Object>> results) {
    List<List<Object>> table = new ArrayList<>();
    List<BarChart.Bar> bars = new ArrayList<>();
    List<Map.Entry<String, List<MetaEvaluation>>> ranked = new ArrayList<>(found.entrySet());
    ranked.sort(Comparator.comparingDouble(e -> -mean(e.getValue(), MetaEvaluation::consistency)));
    for (Map.Entry<String, List<MetaEvaluation>> e : ranked) {
      List<MetaEvaluation> own = e.getValue();
      double consistency = mean(own, MetaEvaluation::consistency);
      double spread = spread(own, consistency);
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
    found.forEach(
        (label, own) -> {
          for (int s = 0; s < own.size(); s++) {
            MetaEvaluation m = own.get(s);
            results.add(
                List.of(
                    word(space),
                    label,
                    s,
                    m.resilienceIntra(),
                    m.resilienceInter(),
                    m.reactivityIntra(),
                    m.reactivityInter()));
          }
        });
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

  private static double spread(List<MetaEvaluation> of, double mean) {
    return Math.sqrt(
        of.stream().mapToDouble(m -> (m.consistency() - mean) * (m.consistency() - mean)).sum()
            / Math.max(1, of.size() - 1));
  }
}
