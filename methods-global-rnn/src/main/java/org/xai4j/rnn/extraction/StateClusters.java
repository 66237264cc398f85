package org.xai4j.rnn.extraction;

/** A division of the space of hidden units into finitely many regions. */
interface StateClusters {
  /** Number of regions. */
  int count();

  /** The region of a point. */
  int assign(double[] hidden);
}
