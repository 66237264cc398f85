/** Explanations in plain sentences. */
@NullMarked
package org.xai4j.core.words;

import org.jspecify.annotations.NullMarked;
