package org.xai4j.core.run;

/**
 * What an explanation cost.
 *
 * @param seconds wall-clock time
 * @param forwardRows rows that went forward through the model
 * @param backwardRows rows that went backward through the model
 */
public record Cost(double seconds, long forwardRows, long backwardRows) {}
