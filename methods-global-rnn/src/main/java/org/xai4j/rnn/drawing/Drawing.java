package org.xai4j.rnn.drawing;

import java.awt.image.BufferedImage;
import org.xai4j.core.run.InputException;
import org.xai4j.rnn.language.Moore;

/** Pictures of automata, drawn by ourselves. */
public final class Drawing {
  private static final int LARGEST = 200;

  private Drawing() {}

  /**
   * As a vector picture.
   *
   * @param machine of at most 200 states
   * @return an SVG document
   * @throws InputException if it has more states
   */
  public static String svg(Moore machine) {
    Layout layout = layout(machine);
    SvgCanvas canvas = new SvgCanvas();
    Scene.draw(machine, layout, canvas);
    return canvas.picture(layout.width(), layout.height(), "automaton");
  }

  /**
   * As pixels.
   *
   * @param machine of at most 200 states
   * @return an RGB image, twice the size of the vector picture
   * @throws InputException if it has more states
   */
  public static BufferedImage image(Moore machine) {
    Layout layout = layout(machine);
    RasterCanvas canvas = new RasterCanvas(layout.width(), layout.height());
    Scene.draw(machine, layout, canvas);
    return canvas.image();
  }

  /**
   * A network's states on the plane in which they vary most, coloured by the automaton's states,
   * with its transitions between their most visited spots, as a vector picture.
   *
   * @param machine of at most 200 states
   * @param hidden hidden units at each step
   * @param states state of the automaton at each step
   * @return an SVG document
   * @throws InputException if the automaton has more states
   */
  public static String statesSvg(Moore machine, double[][] hidden, int[] states) {
    check(machine);
    SvgCanvas canvas = new SvgCanvas();
    StateSpace.draw(machine, hidden, states, canvas);
    return canvas.picture(
        StateSpace.WIDTH, StateSpace.height(machine), "hidden states by state of the automaton");
  }

  /**
   * The same as pixels.
   *
   * @param machine of at most 200 states
   * @param hidden hidden units at each step
   * @param states state of the automaton at each step
   * @return an RGB image, twice the size of the vector picture
   * @throws InputException if the automaton has more states
   */
  public static BufferedImage statesImage(Moore machine, double[][] hidden, int[] states) {
    check(machine);
    RasterCanvas canvas = new RasterCanvas(StateSpace.WIDTH, StateSpace.height(machine));
    StateSpace.draw(machine, hidden, states, canvas);
    return canvas.image();
  }

  /**
   * Where the states stand in the pictures.
   *
   * @param machine of at most 200 states
   * @return x and y of each state [2][states]
   * @throws InputException if it has more states
   */
  public static double[][] places(Moore machine) {
    Layout layout = layout(machine);
    return new double[][] {layout.x().clone(), layout.y().clone()};
  }

  private static Layout layout(Moore machine) {
    check(machine);
    return Layout.of(machine);
  }

  private static void check(Moore machine) {
    InputException.check(
        machine.states() <= LARGEST,
        "An automaton of %d states is too large for a picture (%d at most); write it as .dot or"
            + " .json.",
        machine.states(),
        LARGEST);
  }

  /**
   * In Graphviz's language. Accepting states have double circles; states of a machine with other
   * outputs carry theirs.
   *
   * @param machine any
   * @return a digraph, equal for equal machines
   */
  public static String dot(Moore machine) {
    StringBuilder text = new StringBuilder("digraph automaton {\n  rankdir=LR;\n");
    text.append("  start [shape=none, label=\"\"];\n");
    for (int s = 0; s < machine.states(); s++) {
      boolean accepting = machine.accepts() && machine.outputs()[s] == 1;
      String label =
          machine.accepts()
              ? "q" + s
              : "q" + s + " / " + machine.outputNames().get(machine.outputs()[s]);
      text.append("  q").append(s);
      text.append(" [shape=").append(accepting ? "doublecircle" : "circle");
      text.append(", label=").append(quoted(label)).append("];\n");
    }
    text.append("  start -> q").append(machine.initial()).append(";\n");
    for (int s = 0; s < machine.states(); s++) {
      for (int a = 0; a < machine.symbols(); a++) {
        text.append("  q").append(s).append(" -> q").append(machine.next()[s][a]);
        text.append(" [label=").append(quoted(machine.alphabet().get(a))).append("];\n");
      }
    }
    return text.append("}\n").toString();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
