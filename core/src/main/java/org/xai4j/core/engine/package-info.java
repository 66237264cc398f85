/** Prepares networks on devices and runs them in bounded memory. */
@NullMarked
package org.xai4j.core.engine;

import org.jspecify.annotations.NullMarked;
