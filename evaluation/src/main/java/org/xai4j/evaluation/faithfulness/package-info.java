/** Metrics that change features and ask whether the model cares as the attribution says. */
@NullMarked
package org.xai4j.evaluation.faithfulness;

import org.jspecify.annotations.NullMarked;
