/** Explanations of tree ensembles from the inside: exact Shapley values, effects, importances. */
@NullMarked
package org.xai4j.agnostic.tree;

import org.jspecify.annotations.NullMarked;
