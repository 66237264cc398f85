/** The experiments on metrics: published findings, measured again. */
@NullMarked
package org.xai4j.benchmarks.study.evaluation;

import org.jspecify.annotations.NullMarked;
