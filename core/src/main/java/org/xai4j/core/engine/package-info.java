/** Runs networks forward and propagates signals backward under interchangeable rules. */
@NullMarked
package org.xai4j.core.engine;

import org.jspecify.annotations.NullMarked;
