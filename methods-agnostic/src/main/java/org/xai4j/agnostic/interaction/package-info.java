/** Interactions of sets of any size. */
@NullMarked
package org.xai4j.agnostic.interaction;

import org.jspecify.annotations.NullMarked;
