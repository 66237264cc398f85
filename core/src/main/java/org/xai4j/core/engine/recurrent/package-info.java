/** The equations of recurrent layers, one step after the other, written once. */
@NullMarked
package org.xai4j.core.engine.recurrent;

import org.jspecify.annotations.NullMarked;
