/**
 * Shapley values and interactions of features: exact, sampled, by regression and along a hierarchy.
 */
@NullMarked
package org.xai4j.agnostic.shapley;

import org.jspecify.annotations.NullMarked;
