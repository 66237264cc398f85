package org.xai4j.core.network;

import org.xai4j.core.tensor.Tensor;

/**
 * Rows that are made on an engine's device when they are run, such as masked copies of one row.
 * Called from several threads.
 */
@FunctionalInterface
public interface MadeRows {
  /**
   * Some of the rows.
   *
   * @param from the first
   * @param to behind the last
   * @return [to − from, …]
   */
  Tensor rows(long from, long to);
}
