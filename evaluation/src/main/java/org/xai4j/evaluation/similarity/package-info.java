/** How alike two attributions are, as vectors, rankings and pictures. */
@NullMarked
package org.xai4j.evaluation.similarity;

import org.jspecify.annotations.NullMarked;
