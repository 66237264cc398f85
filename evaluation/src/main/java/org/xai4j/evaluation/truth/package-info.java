/** Data whose right explanation is known. */
@NullMarked
package org.xai4j.evaluation.truth;

import org.jspecify.annotations.NullMarked;
