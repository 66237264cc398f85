/** Models that can be read, fitted to the answers of one that cannot. */
@NullMarked
package org.xai4j.agnostic.surrogate;

import org.jspecify.annotations.NullMarked;
