/** Metrics that train the model again. */
@NullMarked
package org.xai4j.evaluation.retraining;

import org.jspecify.annotations.NullMarked;
