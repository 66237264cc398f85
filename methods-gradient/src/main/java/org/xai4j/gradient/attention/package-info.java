/** The attention of transformers, rolled out over their layers. */
@NullMarked
package org.xai4j.gradient.attention;

import org.jspecify.annotations.NullMarked;
