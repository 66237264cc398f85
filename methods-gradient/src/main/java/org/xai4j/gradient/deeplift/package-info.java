/** DeepLIFT: differences from a reference, passed backward by multipliers. */
@NullMarked
package org.xai4j.gradient.deeplift;

import org.jspecify.annotations.NullMarked;
