package org.xai4j.benchmarks.experiment;

import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.scale.WorkPlace;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;

/**
 * How an experiment is run.
 *
 * @param quick whether the few quick rows are enough
 * @param execution chunk and threads
 * @param engine runs networks
 * @param precision FLOAT or DOUBLE
 * @param memory bytes that the engine was bound to; 0 for its own choice
 * @param place where the work is done
 */
public record Settings(
    boolean quick,
    Execution execution,
    Engine engine,
    DataType precision,
    long memory,
    WorkPlace place) {
  /**
   * In this process, in the memory that the engine chooses.
   *
   * @param quick whether the few quick rows are enough
   * @param execution chunk and threads
   * @param engine runs networks
   * @param precision FLOAT or DOUBLE
   */
  public Settings(boolean quick, Execution execution, Engine engine, DataType precision) {
    this(quick, execution, engine, precision, 0, WorkPlace.LOCAL);
  }
}
