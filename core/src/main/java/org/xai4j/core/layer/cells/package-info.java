/** Layers that pick, put and add up cells of arrays. */
@NullMarked
package org.xai4j.core.layer.cells;

import org.jspecify.annotations.NullMarked;
