package org.xai4j.benchmarks.experiment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.xai4j.core.explain.Baseline;
import org.xai4j.core.explain.Context;
import org.xai4j.core.explain.FeatureGroups;
import org.xai4j.core.explain.Target;
import org.xai4j.core.run.InputException;

/**
 * What is compared: which methods explain which rows of which model, and which metrics score them.
 *
 * @param study id of the {@link org.xai4j.benchmarks.study.Study} that runs it
 * @param name names the run's folder
 * @param title for the report
 * @param data id of a {@link org.xai4j.benchmarks.data.Dataset}
 * @param model id of a shipped model, or a file
 * @param rows explained
 * @param quickRows explained in a quick run
 * @param target as on the command line
 * @param explain logit or probability
 * @param baseline as on the command line
 * @param groups as on the command line
 * @param seed of all randomness
 * @param methods compared
 * @param metrics score them
 * @param params of the study, texts by name
 * @param cases of a benchmark: data with models and baselines that the same is compared on
 */
public record Experiment(
    String study,
    String name,
    String title,
    String data,
    String model,
    int rows,
    int quickRows,
    String target,
    String explain,
    String baseline,
    String groups,
    long seed,
    List<Choice> methods,
    List<Choice> metrics,
    Map<String, String> params,
    List<Case> cases)
    implements Serializable {
  /** The study that explains, scores and ranks. */
  public static final String COMPARISON = "comparison";

  /** Copies the lists. */
  public Experiment {
    methods = List.copyOf(methods);
    metrics = List.copyOf(metrics);
    params = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(params));
    cases = List.copyOf(cases);
  }

  /**
   * An experiment without cases; the parameters are those of the record.
   *
   * @param study id of the study
   * @param name names the run's folder
   * @param title for the report
   * @param data id of a data set
   * @param model id of a shipped model, or a file
   * @param rows explained
   * @param quickRows explained in a quick run
   * @param target as on the command line
   * @param explain logit or probability
   * @param baseline as on the command line
   * @param groups as on the command line
   * @param seed of all randomness
   * @param methods compared
   * @param metrics score them
   * @param params of the study, texts by name
   */
  public Experiment(
      String study,
      String name,
      String title,
      String data,
      String model,
      int rows,
      int quickRows,
      String target,
      String explain,
      String baseline,
      String groups,
      long seed,
      List<Choice> methods,
      List<Choice> metrics,
      Map<String, String> params) {
    this(
        study, name, title, data, model, rows, quickRows, target, explain, baseline, groups, seed,
        methods, metrics, params, List.of());
  }

  /**
   * A part of a benchmark: every model with every baseline on the same rows.
   *
   * @param data id of a data set, or an {@code .npz} file
   * @param models ids of shipped models, or files
   * @param baselines as on the command line
   * @param groups as on the command line
   * @param methods beside the experiment's; they replace those of the same label
   * @param params of the comparisons, as in an experiment of one model
   */
  public record Case(
      String data,
      List<String> models,
      List<String> baselines,
      String groups,
      List<Choice> methods,
      Map<String, String> params)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Copies the lists. */
    public Case {
      models = List.copyOf(models);
      baselines = List.copyOf(baselines);
      methods = List.copyOf(methods);
      params = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }

    private Map<String, Object> described() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("data", data);
      map.put("models", models);
      map.put("baselines", baselines);
      map.put("groups", groups);
      if (!methods.isEmpty()) {
        map.put("methods", Experiment.describe(methods));
      }
      if (!params.isEmpty()) {
        map.put("params", params);
      }
      return map;
    }
  }

  /**
   * What is explained: the target, as logit or probability.
   *
   * @return the target
   * @throws InputException if it is not written as {@link Target#parse} reads it, or {@code
   *     explain} is something else
   */
  public Target asked() {
    Target parsed = Target.parse(target);
    return switch (explain) {
      case "logit" -> parsed;
      case "probability" -> parsed.asProbability();
      default ->
          throw new InputException(
              "The experiment explains logit or probability, not '" + explain + "'.");
    };
  }

  /**
   * A method or metric with its settings.
   *
   * @param id in the registry
   * @param label names it in files and in the report
   * @param params texts by parameter name; the others keep their defaults
   * @param baseline replaces the experiment's unless empty
   * @param groups replaces the experiment's unless empty
   */
  public record Choice(
      String id, String label, Map<String, String> params, String baseline, String groups)
      implements Serializable {
    /** Copies the map, keeping its order. */
    public Choice {
      params = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(params));
    }

    /**
     * What is asked of this choice.
     *
     * @param common of all choices
     * @return with the baseline and the groups of its own
     */
    public Context in(Context common) {
      Context own = baseline.isEmpty() ? common : common.with(Baseline.parse(baseline));
      return groups.isEmpty() ? own : own.with(FeatureGroups.parse(groups));
    }

    private Choice map(UnaryOperator<String> word) {
      Map<String, String> mapped = new LinkedHashMap<>();
      params.forEach((key, value) -> mapped.put(key, word.apply(value)));
      return new Choice(id, label, mapped, word.apply(baseline), word.apply(groups));
    }

    private Map<String, Object> describe() {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("id", id);
      map.put("label", label);
      if (!params.isEmpty()) {
        map.put("params", params);
      }
      if (!baseline.isEmpty()) {
        map.put("baseline", baseline);
      }
      if (!groups.isEmpty()) {
        map.put("groups", groups);
      }
      return map;
    }
  }

  /**
   * Another seed.
   *
   * @param other replaces {@link #seed()}
   * @return a copy
   */
  public Experiment withSeed(long other) {
    return new Experiment(
        study, name, title, data, model, rows, quickRows, target, explain, baseline, groups, other,
        methods, metrics, params, cases);
  }

  /**
   * The same on other data.
   *
   * @param other replaces {@link #data()}
   * @return a copy
   */
  public Experiment withData(String other) {
    return new Experiment(
        study, name, title, other, model, rows, quickRows, target, explain, baseline, groups, seed,
        methods, metrics, params, cases);
  }

  /**
   * The same on fewer or more rows.
   *
   * @param count replaces {@link #rows()}
   * @return a copy
   */
  public Experiment withRows(int count) {
    return new Experiment(
        study, name, title, data, model, count, count, target, explain, baseline, groups, seed,
        methods, metrics, params, cases);
  }

  /**
   * The same of another model.
   *
   * @param otherName replaces {@link #name()}
   * @param otherModel replaces {@link #model()}
   * @return a copy
   */
  public Experiment with(String otherName, String otherModel) {
    return new Experiment(
        study,
        otherName,
        title,
        data,
        otherModel,
        rows,
        quickRows,
        target,
        explain,
        baseline,
        groups,
        seed,
        methods,
        metrics,
        params,
        cases);
  }

  /**
   * The same with other cases.
   *
   * @param others replace {@link #cases()}
   * @return a copy
   */
  public Experiment withCases(List<Case> others) {
    return new Experiment(
        study, name, title, data, model, rows, quickRows, target, explain, baseline, groups, seed,
        methods, metrics, params, others);
  }

  /**
   * The same with other words where files can be named: the model, baselines, groups and parameters
   * of choices.
   *
   * @param word gives the word in place of another; asked in the same order each time
   * @return a copy
   */
  Experiment map(UnaryOperator<String> word) {
    return new Experiment(
        study,
        name,
        title,
        data,
        word.apply(model),
        rows,
        quickRows,
        target,
        explain,
        word.apply(baseline),
        word.apply(groups),
        seed,
        methods.stream().map(choice -> choice.map(word)).toList(),
        metrics.stream().map(choice -> choice.map(word)).toList(),
        params,
        cases);
  }

  /**
   * All settings under the keys of experiment files.
   *
   * @return texts, numbers, lists and maps
   */
  public Map<String, Object> describe() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("study", study);
    map.put("name", name);
    map.put("title", title);
    map.put("data", data);
    map.put("model", model);
    map.put("rows", rows);
    map.put("quick-rows", quickRows);
    map.put("target", target);
    map.put("explain", explain);
    map.put("baseline", baseline);
    map.put("groups", groups);
    map.put("seed", seed);
    map.put("methods", describe(methods));
    map.put("metrics", describe(metrics));
    map.put("params", params);
    if (!cases.isEmpty()) {
      map.put("cases", cases.stream().map(Case::described).toList());
    }
    return map;
  }

  private static List<Map<String, Object>> describe(List<Choice> choices) {
    List<Map<String, Object>> list = new ArrayList<>();
    choices.forEach(c -> list.add(c.describe()));
    return list;
  }
}
