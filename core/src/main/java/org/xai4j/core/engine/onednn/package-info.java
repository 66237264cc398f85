/** Single precision on processors, by oneDNN, in the layouts it likes. */
@NullMarked
package org.xai4j.core.engine.onednn;

import org.jspecify.annotations.NullMarked;
