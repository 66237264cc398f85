/**
 * How much a model, or an answer, depends on each feature over a whole data set, and the rows that
 * stand for it.
 */
@NullMarked
package org.xai4j.agnostic.importance;

import org.jspecify.annotations.NullMarked;
