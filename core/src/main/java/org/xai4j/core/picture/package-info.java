/** Heatmap pictures of attributions. */
@NullMarked
package org.xai4j.core.picture;

import org.jspecify.annotations.NullMarked;
