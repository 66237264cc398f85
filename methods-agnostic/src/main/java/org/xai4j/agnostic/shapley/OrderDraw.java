package org.xai4j.agnostic.shapley;

/** By what the orders of features are drawn. */
public enum OrderDraw {
  /** Each by itself. */
  RANDOM,
  /**
   * Together, so that they lie evenly: an order is that of the coordinates of a point of Sobol's
   * quasi-random sequence, shifted at random modulo 1, as the cells of {@code sobol} are. Each
   * order by itself is as likely as any other; the plain sphere of Mitchell et al. 2022
   * (arXiv:2104.12199) is left out, for the coordinates' order needs none.
   */
  SOBOL
}
