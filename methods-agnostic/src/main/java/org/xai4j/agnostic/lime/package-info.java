/** Local linear models of the score around one row. */
@NullMarked
package org.xai4j.agnostic.lime;

import org.jspecify.annotations.NullMarked;
