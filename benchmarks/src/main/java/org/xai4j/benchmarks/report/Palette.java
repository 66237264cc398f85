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

  /**
   * The colour of letters on a ground, black or white: that of the larger contrast, which is at
   * least 4.58 : 1 (WCAG 2.1, relative luminance).
   *
   * @param ground as 0xRRGGBB
   * @return CSS
   */
  static String ink(int ground) {
    double luminance =
        0.2126 * linear(ground >> 16 & 0xff)
            + 0.7152 * linear(ground >> 8 & 0xff)
            + 0.0722 * linear(ground & 0xff);
    return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? "#000" : "#fff";
  }

  private static double linear(int channel) {
    double share = channel / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
