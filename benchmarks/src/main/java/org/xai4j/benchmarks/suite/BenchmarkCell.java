package org.xai4j.benchmarks.suite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.core.run.InputException;

/**
 * One comparison of a benchmark.
 *
 * @param data name of the data set
 * @param model name of the model
 * @param baseline what stands for absent features
 * @param seed of all randomness
 * @param experiment the comparison
 */
record BenchmarkCell(String data, String model, String baseline, long seed, Experiment experiment) {
  /** What distinguishes cells, in the order of the columns of {@code results.csv}. */
  static final List<String> FACTORS = List.of("data", "model", "baseline", "seed");

  /**
   * The comparisons of a benchmark.
   *
   * @param benchmark with cases
   * @param seeds how many, from the benchmark's on
   * @return each model of a case with each of its baselines and each seed
   * @throws InputException if there are no cases, methods or metrics, or two cells have one name
   */
  static List<BenchmarkCell> all(Experiment benchmark, int seeds) {
    InputException.check(
        !benchmark.cases().isEmpty()
            && !benchmark.methods().isEmpty()
            && !benchmark.metrics().isEmpty()
            && benchmark.data().isEmpty()
            && benchmark.model().isEmpty(),
        "The benchmark %s needs the keys cases, methods and metrics; its cases name data and models.",
        benchmark.name());
    List<BenchmarkCell> cells = new ArrayList<>();
    Set<String> folders = new HashSet<>();
    for (Experiment.Case part : benchmark.cases()) {
      for (String model : part.models()) {
        for (String baseline : part.baselines()) {
          for (long seed = benchmark.seed(); seed < benchmark.seed() + seeds; seed++) {
            BenchmarkCell cell =
                new BenchmarkCell(
                    name(part.data()),
                    name(model),
                    name(baseline),
                    seed,
                    experiment(benchmark, part, model, baseline, seed));
            InputException.check(
                folders.add(cell.folder()),
                "The benchmark %s names the model %s with the data %s and the baseline %s twice.",
                benchmark.name(),
                model,
                part.data(),
                baseline);
            cells.add(cell);
          }
        }
      }
    }
    return List.copyOf(cells);
  }

  private static Experiment experiment(
      Experiment benchmark, Experiment.Case part, String model, String baseline, long seed) {
    Map<String, Experiment.Choice> methods = new LinkedHashMap<>();
    benchmark.methods().forEach(choice -> methods.put(choice.label(), choice));
    part.methods().forEach(choice -> methods.put(choice.label(), choice));
    String name = String.join("-", name(part.data()), name(model), name(baseline), "" + seed);
    return new Experiment(
        Experiment.COMPARISON,
        name,
        String.format(
            "%s: model %s, data %s, baseline %s, seed %d",
            benchmark.name(), name(model), name(part.data()), name(baseline), seed),
        part.data(),
        model,
        benchmark.rows(),
        benchmark.quickRows(),
        benchmark.target(),
        benchmark.explain(),
        baseline,
        part.groups(),
        seed,
        List.copyOf(methods.values()),
        benchmark.metrics(),
        part.params());
  }

  /** A file's name without folder and ending; other texts with letters that folders may have. */
  private static String name(String idOrFile) {
    return idOrFile
        .replaceAll(".*[/\\\\]", "")
        .replaceAll("\\.(zip|onnx|h5|keras|txt|json|ubj|cbm|npz|npy)$", "")
        .replaceAll("[^A-Za-z0-9._-]", "-");
  }

  /** Where its run goes, in the benchmark's folder. */
  String folder() {
    return String.join("/", "cells", data, model, baseline, "seed-" + seed);
  }

  /** Data and model: what the uncertainty is about. */
  String pair() {
    return data + "/" + model;
  }

  /** What the cell has of a factor. */
  String level(String factor) {
    return switch (factor) {
      case "data" -> data;
      case "model" -> pair();
      case "baseline" -> baseline;
      default -> String.valueOf(seed);
    };
  }
}
