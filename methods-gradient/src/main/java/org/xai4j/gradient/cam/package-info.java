/** Class activation maps: channels of a layer, weighted and added up. */
@NullMarked
package org.xai4j.gradient.cam;

import org.jspecify.annotations.NullMarked;
