/** Attribution by gradients: of the score with respect to inputs, layers and along paths. */
@NullMarked
package org.xai4j.gradient;

import org.jspecify.annotations.NullMarked;
