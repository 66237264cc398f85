/** Directions of concepts in a layer, and how the score changes along them. */
@NullMarked
package org.xai4j.gradient.concept;

import org.jspecify.annotations.NullMarked;
