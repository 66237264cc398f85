package org.xai4j.benchmarks.explorer;

/**
 * A request that is not answered.
 *
 * @param status of HTTP
 * @param sentence why, and what helps
 */
record Refusal(int status, String sentence) {}
