/** Metrics that compare attributions with masks of where the evidence is. */
@NullMarked
package org.xai4j.evaluation.localisation;

import org.jspecify.annotations.NullMarked;
