/** How good the metrics themselves are. */
@NullMarked
package org.xai4j.evaluation.meta;

import org.jspecify.annotations.NullMarked;
