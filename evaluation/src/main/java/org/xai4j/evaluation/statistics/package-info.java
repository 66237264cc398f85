/** Intervals and comparisons. */
@NullMarked
package org.xai4j.evaluation.statistics;

import org.jspecify.annotations.NullMarked;
