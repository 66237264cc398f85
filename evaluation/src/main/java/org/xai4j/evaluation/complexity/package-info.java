/** Metrics of how few features an attribution needs. */
@NullMarked
package org.xai4j.evaluation.complexity;

import org.jspecify.annotations.NullMarked;
