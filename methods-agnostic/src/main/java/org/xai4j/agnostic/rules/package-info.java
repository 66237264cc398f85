/** Rules that hold where a model gives an answer. */
@NullMarked
package org.xai4j.agnostic.rules;

import org.jspecify.annotations.NullMarked;
