package org.xai4j.rnn.drawing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xai4j.rnn.language.Moore;

/**
 * Draws a network's states: a dot for each visit, on the plane of the first two principal
 * components, in the colour of the automaton's state; the automaton's states at their most visited
 * spots, with the transitions; beside it what each state is.
 */
final class StateSpace {
  static final double WIDTH = 900;
  private static final double LEAST_HEIGHT = 620;
  private static final double PLANE = 620;
  private static final double LEGEND = 650;
  private static final double LINE = 22;
  private static final double MARGIN = 60;
  private static final double RADIUS = 13;
  private static final double BEND = 0.14;

  /** Width of the cells in which visits are counted as one spot. */
  private static final double SPOT = 40;

  /** Width of the cells in which one dot of a state is drawn. */
  private static final double GRAIN = 2;

  private static final int LONGEST_WORD = 14;

  /** Colours that can be told apart, also by the colour-blind; later states use them again. */
  private static final List<String> COLOURS =
      List.of(
          "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8c564b", "#5b4db7",
          "#7f7f7f", "#b8a800");

  private StateSpace() {}

  private static String colour(int state) {
    return COLOURS.get(state % COLOURS.size());
  }

  /** Two parts of white to one of a colour, so that a name is legible on it. */
  private static String tint(String colour) {
    int rgb = Integer.decode(colour);
    int tinted = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      tinted |= ((2 * 255 + ((rgb >> shift) & 255)) / 3) << shift;
    }
    return String.format(Locale.ROOT, "#%06x", tinted);
  }

  static double height(Moore machine) {
    return Math.max(LEAST_HEIGHT, MARGIN + LINE * (machine.states() + 4));
  }

  static void draw(Moore machine, double[][] hidden, int[] states, Canvas canvas) {
    Projection plane = Projection.of(hidden);
    double[][] places = Arrays.stream(hidden).map(plane::place).toArray(double[][]::new);
    scale(places);
    dots(places, states, canvas);
    List<Optional<double[]>> spots = spots(places, states, machine.states());
    List<Layout.Arrow> arrows = Layout.arrows(machine);
    for (Layout.Arrow arrow : arrows) {
      Optional<double[]> from = spots.get(arrow.from());
      Optional<double[]> to = spots.get(arrow.to());
      if (from.isPresent() && to.isPresent()) {
        arrow(arrow, from.get(), to.get(), arrows, canvas);
      }
    }
    for (int s = 0; s < machine.states(); s++) {
      if (spots.get(s).isPresent()) {
        double[] at = spots.get(s).get();
        String fill = tint(colour(s));
        canvas.circle(at[0], at[1], RADIUS, fill);
        if (machine.accepts() && machine.outputs()[s] == 1) {
          canvas.circle(at[0], at[1], RADIUS - 3, fill);
        }
        canvas.text(at[0], at[1] + 4, "q" + s, true);
      }
    }
    legend(machine, plane, canvas);
  }

  private static void arrow(
      Layout.Arrow arrow, double[] from, double[] to, List<Layout.Arrow> arrows, Canvas canvas) {
    if (arrow.from() == arrow.to()) {
      Scene.loop(from[0], from[1], RADIUS, arrow.label(), canvas);
    } else {
      double bend = Layout.mutual(arrow, arrows) ? BEND : 0;
      Scene.curve(from[0], from[1], to[0], to[1], RADIUS, bend, arrow.label(), canvas);
    }
  }

  /** To pixels, with one scale for both axes, so that distances are true. */
  private static void scale(double[][] places) {
    double[] low = places[0].clone();
    double[] high = places[0].clone();
    for (double[] place : places) {
      for (int k = 0; k < 2; k++) {
        low[k] = Math.min(low[k], place[k]);
        high[k] = Math.max(high[k], place[k]);
      }
    }
    double range = Math.max(1e-9, Math.max(high[0] - low[0], high[1] - low[1]));
    double pixels = (PLANE - 2 * MARGIN) / range;
    for (double[] place : places) {
      place[0] = PLANE / 2 + pixels * (place[0] - (low[0] + high[0]) / 2);
      place[1] = LEAST_HEIGHT / 2 - pixels * (place[1] - (low[1] + high[1]) / 2);
    }
  }

  /** Dots that would nearly lie on each other are drawn once. */
  private static void dots(double[][] places, int[] states, Canvas canvas) {
    Set<List<Long>> drawn = new HashSet<>();
    for (int i = 0; i < places.length; i++) {
      long x = Math.round(places[i][0] / GRAIN);
      long y = Math.round(places[i][1] / GRAIN);
      if (drawn.add(List.of(x, y, (long) states[i]))) {
        canvas.dot(places[i][0], places[i][1], 3, colour(states[i]));
      }
    }
  }

  /**
   * The middle of each state's most visited spot; nothing for a state that was not visited. A mean
   * over all spots would lie where the network never is.
   */
  private static List<Optional<double[]>> spots(double[][] places, int[] states, int count) {
    Map<List<Long>, double[]> spots = new LinkedHashMap<>();
    for (int i = 0; i < places.length; i++) {
      List<Long> cell =
          List.of(
              (long) states[i],
              (long) Math.floor(places[i][0] / SPOT),
              (long) Math.floor(places[i][1] / SPOT));
      double[] sums = spots.computeIfAbsent(cell, c -> new double[3]);
      sums[0] += places[i][0];
      sums[1] += places[i][1];
      sums[2]++;
    }
    List<Optional<double[]>> middles = new ArrayList<>();
    for (int s = 0; s < count; s++) {
      long state = s;
      middles.add(
          spots.entrySet().stream()
              .filter(e -> e.getKey().get(0) == state)
              .map(Map.Entry::getValue)
              .reduce((a, b) -> b[2] > a[2] ? b : a)
              .map(sums -> new double[] {sums[0] / sums[2], sums[1] / sums[2]}));
    }
    return middles;
  }

  private static void legend(Moore machine, Projection plane, Canvas canvas) {
    List<Optional<int[]>> access = machine.accessWords();
    double y = MARGIN;
    canvas.note(LEGEND, y, "state, shortest word, output");
    for (int s = 0; s < machine.states(); s++) {
      y += LINE;
      canvas.dot(LEGEND + 5, y - 4, 5, colour(s));
      String word = access.get(s).map(machine::text).orElse("unreachable");
      String shown =
          word.length() <= LONGEST_WORD ? word : word.substring(0, LONGEST_WORD - 1) + "…";
      String output = machine.outputNames().get(machine.outputs()[s]);
      canvas.note(LEGEND + 18, y, "q" + s + "  " + shown + "  " + output);
    }
    canvas.note(
        LEGEND,
        y + 2 * LINE,
        String.format(
            Locale.ROOT,
            "variance shown: %.0f %% + %.0f %%",
            100 * plane.shares()[0],
            100 * plane.shares()[1]));
  }
}
