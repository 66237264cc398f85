/** Metrics that change the input a little and ask whether the attribution stays. */
@NullMarked
package org.xai4j.evaluation.robustness;

import org.jspecify.annotations.NullMarked;
