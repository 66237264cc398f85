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

  private static final List<String> COLOURS =
      List.of(
          "#2563a8", "#d9772b", "#2f9467", "#b5364b", "#7a57b8", "#0e9aa7", "#c0559a", "#8a6d1f",
          "#5a8f29", "#3a4a8c", "#a0522d", "#4f7d8c");
  private static final List<String> GRAYS = List.of("#6b7280", "#a3a8b3", "#8d8478");

  private Palette() {}

  /**
   * Colours by label.
   *
   * @param methods in a fixed order
   * @return one colour per method
   */
  static Map<String, String> of(List<Outcome.Method> methods) {
    Map<String, String> colours = new LinkedHashMap<>();
    int chromatic = 0;
    int gray = 0;
    for (Outcome.Method method : methods) {
      String colour =
          control(method)
              ? GRAYS.get(gray++ % GRAYS.size())
              : COLOURS.get(chromatic++ % COLOURS.size());
      colours.put(method.choice().label(), colour);
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
