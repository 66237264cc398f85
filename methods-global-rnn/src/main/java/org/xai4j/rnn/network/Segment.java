package org.xai4j.rnn.network;

/** What a network does within one step between two recurrent layers, or behind the last. */
@FunctionalInterface
interface Segment {
  /**
   * Applies it.
   *
   * @param x hidden units of the layer before; not modified
   * @return what arrives behind
   */
  double[] apply(double[] x);
}
