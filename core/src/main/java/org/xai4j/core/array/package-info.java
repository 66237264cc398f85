/** Numbers between ND4J's memory and Java's. */
@NullMarked
package org.xai4j.core.array;

import org.jspecify.annotations.NullMarked;
