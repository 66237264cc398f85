package org.xai4j.benchmarks.audit;

import org.xai4j.core.explain.Context;

/**
 * How an audit runs.
 *
 * @param draws of bootstraps and permutations
 * @param seed of all randomness
 * @param explained rows that are explained, at most
 * @param retrained trainings with and without an attribute; 0 for none
 * @param context engine and threads of the explanations
 */
public record AuditSettings(int draws, long seed, int explained, int retrained, Context context) {}
