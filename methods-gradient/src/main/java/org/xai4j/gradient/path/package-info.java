/** Gradients added up along paths from a baseline to the input. */
@NullMarked
package org.xai4j.gradient.path;

import org.jspecify.annotations.NullMarked;
