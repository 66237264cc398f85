package org.xai4j.benchmarks.experiment;

import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;

/**
 * How an experiment is run.
 *
 * @param quick whether the few quick rows are enough
 * @param execution chunk and threads
 * @param engine runs networks
 * @param precision FLOAT or DOUBLE
 */
public record Settings(boolean quick, Execution execution, Engine engine, DataType precision) {}
