/** Metrics of how far an axiom is violated. */
@NullMarked
package org.xai4j.evaluation.axiomatic;

import org.jspecify.annotations.NullMarked;
