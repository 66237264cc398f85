/** Controls: attributions that know nothing of the model, which a method must beat. */
@NullMarked
package org.xai4j.evaluation.control;

import org.jspecify.annotations.NullMarked;
