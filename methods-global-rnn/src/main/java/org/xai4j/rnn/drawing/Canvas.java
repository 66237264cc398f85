package org.xai4j.rnn.drawing;

/** What an automaton is drawn on. */
interface Canvas {
  /** A circle, filled with a colour. */
  void circle(double x, double y, double radius, String fill);

  /** A dot without an edge. */
  void dot(double x, double y, double radius, String fill);

  /** A cubic curve from the first to the last of four points, with an arrow head at its end. */
  void arrow(double[] x, double[] y);

  /** A text centred at a place. */
  void text(double x, double y, String text, boolean strong);

  /** A text that begins at a place. */
  void note(double x, double y, String text);
}
