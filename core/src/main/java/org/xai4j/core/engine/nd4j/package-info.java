/** The reference device: every layer in a few lines of ND4J operations or simple Java. */
@NullMarked
package org.xai4j.core.engine.nd4j;

import org.jspecify.annotations.NullMarked;
