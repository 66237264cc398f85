/** The metrics. */
@NullMarked
package org.xai4j.evaluation.metric;

import org.jspecify.annotations.NullMarked;
