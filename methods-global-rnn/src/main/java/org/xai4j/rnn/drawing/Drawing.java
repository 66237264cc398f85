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
    return canvas.picture(layout.width(), layout.height());
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

  private static Layout layout(Moore machine) {
    InputException.check(
        machine.states() <= LARGEST,
        "An automaton of %d states is too large for a picture (%d at most); write it as .dot or"
            + " .json.",
        machine.states(),
        LARGEST);
    return Layout.of(machine);
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
