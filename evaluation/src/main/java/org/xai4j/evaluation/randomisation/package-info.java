/** Metrics that randomise the model or the explained class: the attribution should change. */
@NullMarked
package org.xai4j.evaluation.randomisation;

import org.jspecify.annotations.NullMarked;
