package org.xai4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xai4j.core.network.Model;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * What the rows of a model are, and what is compared on them unless something else is asked: the
 * methods and metrics that suit the kind of data and a few minutes. Those that do not apply to the
 * model are left out of the run with a reason.
 */
public enum Task {
  /** Pictures [n, c, h, w] or [n, h, w, c]. */
  IMAGE,
  /** Rows of numbers [n, d]. */
  TABLE,
  /** Token ids [n, time]. */
  TEXT,
  /** Sequences [n, time, features], or with features first. */
  SERIES;

  /** Pixels of a side from which on images count as large. */
  private static final long LARGE = 64;

  /** Cells of a large image's grid, in each direction. */
  private static final int CELLS = 7;

  /**
   * The task of a model.
   *
   * @param model any
   * @return by its input
   * @throws InputException if its input is none of these
   */
  public static Task of(Model model) {
    if (model instanceof Network network && network.tokens()) {
      return TEXT;
    }
    return switch (model.inputShape().size()) {
      case 1 -> TABLE;
      case 2 -> SERIES;
      case 3 -> IMAGE;
      default ->
          throw new InputException(
              "The model takes inputs of shape "
                  + model.inputShape()
                  + ", which are neither tables, texts, series nor images; write an experiment.");
    };
  }

  /**
   * Reads a name.
   *
   * @param name in any case
   * @return the task
   * @throws InputException if there is no such task
   */
  public static Task parse(String name) {
    for (Task task : values()) {
      if (task.toString().equals(name.toLowerCase(Locale.ROOT))) {
        return task;
      }
    }
    throw new InputException(
        "The task '" + name + "' is not one of image, table, text and series.");
  }

  /**
   * What stands for absent features.
   *
   * @return the mean of the rows for tables, else zeros
   */
  public String baseline() {
    return this == TABLE ? "mean" : "zeros";
  }

  /**
   * What is removed together.
   *
   * @return as {@code --groups} takes it
   */
  public String groups() {
    return switch (this) {
      case IMAGE, TABLE -> "none";
      case TEXT -> "tokens";
      case SERIES -> "steps";
    };
  }

  /**
   * The methods.
   *
   * @param model explained
   * @return with controls
   */
  public List<Experiment.Choice> methods(Model model) {
    List<Experiment.Choice> list = new ArrayList<>();
    if (model instanceof TreeEnsemble) {
      // The game of the other methods: absent features are at the baseline.
      list.add(choice("tree-shap", Map.of("absent", "interventional"), ""));
      add(list, "saabas");
    }
    add(list, "gradient", "input-x-gradient", "integrated-gradients");
    if (this == IMAGE) {
      add(list, "smoothgrad", "guided-backprop", "grad-cam");
    }
    if (this != TEXT) {
      add(list, "deep-lift");
    }
    add(list, "lrp-epsilon");
    if (this == IMAGE) {
      add(list, "lrp-epsilon-plus");
    } else {
      add(list, "feature-ablation");
      list.add(choice("shapley-sampling", Map.of("permutations", "20"), ""));
    }
    boolean large = this == IMAGE && side(model) >= LARGE;
    String grid = this == IMAGE ? "grid:" + CELLS + "x" + CELLS : "";
    if (this == IMAGE) {
      String window = String.valueOf(large ? side(model) / CELLS : 3);
      list.add(choice("occlusion", Map.of("window", window, "stride", window), ""));
    }
    list.add(choice("kernel-shap", Map.of("samples", "400"), grid));
    list.add(choice("lime", Map.of("samples", "400"), grid));
    add(list, "random");
    if (this != TEXT) {
      add(list, "input-magnitude");
    }
    if (this == IMAGE) {
      add(list, "edge");
    }
    return list;
  }

  private static long side(Model model) {
    List<Long> shape = model.inputShape();
    return Math.max(shape.get(1), Math.max(shape.get(0), shape.get(2)));
  }

  /**
   * The metrics.
   *
   * @return of faithfulness, robustness and complexity
   */
  public List<Experiment.Choice> metrics() {
    List<Experiment.Choice> list = new ArrayList<>();
    add(list, "deletion", "insertion", "comprehensiveness", "sufficiency", "completeness");
    if (this != TEXT) {
      add(list, "infidelity");
      list.add(choice("max-sensitivity", Map.of("samples", "2"), ""));
    }
    add(list, "sparseness", "complexity");
    return list;
  }

  private static void add(List<Experiment.Choice> list, String... ids) {
    for (String id : ids) {
      list.add(choice(id, Map.of(), ""));
    }
  }

  private static Experiment.Choice choice(String id, Map<String, String> params, String groups) {
    return new Experiment.Choice(id, id, params, "", groups);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
