/** Layers of images and volumes beside convolutions and pooling. */
@NullMarked
package org.xai4j.core.layer.spatial;

import org.jspecify.annotations.NullMarked;
