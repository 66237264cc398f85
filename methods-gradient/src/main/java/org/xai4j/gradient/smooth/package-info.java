/** Statistics of attributions over noisy copies of the input. */
@NullMarked
package org.xai4j.gradient.smooth;

import org.jspecify.annotations.NullMarked;
