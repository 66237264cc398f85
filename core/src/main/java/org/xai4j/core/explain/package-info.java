/** Explainers and what is asked of them: target, baseline, groups, execution. */
@NullMarked
package org.xai4j.core.explain;

import org.jspecify.annotations.NullMarked;
