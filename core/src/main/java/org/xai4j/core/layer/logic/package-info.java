/** Layers that compare and choose. */
@NullMarked
package org.xai4j.core.layer.logic;

import org.jspecify.annotations.NullMarked;
