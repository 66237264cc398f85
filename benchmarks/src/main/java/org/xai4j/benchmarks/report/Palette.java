package org.xai4j.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xai4j.benchmarks.experiment.Outcome;

/** The colour of each method in the charts; controls are gray. */
final class Palette {
  /** Methods that look at the model too little or not at all, which others must beat. */
  private static final Set<String> CONTROLS = Set.of("random", "edge", "input-magnitude");

  private static final List<String> GRAYS = List.of("#6b7280", "#a3a8b3", "#8d8478");

  private Palette() {}

  /**
   * Colours by label.
   *
   * @param methods in a fixed order
   * @return one colour per method
   */
  static Map<String, String> of(List<Outcome.Method> methods) {
    Map<String, Boolean> controls = new LinkedHashMap<>();
    methods.forEach(method -> controls.put(method.choice().label(), control(method)));
    return of(controls);
  }

  /** Colours by label, given which labels are controls. */
  static Map<String, String> of(Map<String, Boolean> controls) {
    Map<String, String> colours = new LinkedHashMap<>();
    int chromatic = 0;
    int gray = 0;
    for (Map.Entry<String, Boolean> method : controls.entrySet()) {
      String colour =
          method.getValue() ? GRAYS.get(gray++ % GRAYS.size()) : LineChart.colour(chromatic++);
      colours.put(method.getKey(), colour);
    }
    return colours;
  }

  /**
   * Whether a method is a control.
   *
   * @param method any
   * @return true for random attributions and the like
   */
  static boolean control(Outcome.Method method) {
    return CONTROLS.contains(method.choice().id());
  }
}
