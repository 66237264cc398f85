/** Explainers and explanations: what is asked (target, baseline, groups) and what is answered. */
@NullMarked
package org.xai4j.core.explain;

import org.jspecify.annotations.NullMarked;
