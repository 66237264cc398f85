/** NVIDIA's libraries that are used where they are installed. */
@NullMarked
package org.xai4j.core.engine.cuda.library;

import org.jspecify.annotations.NullMarked;
