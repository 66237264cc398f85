/** Methods that only ask a model for scores: they explain any predictor. */
@NullMarked
package org.xai4j.agnostic;

import org.jspecify.annotations.NullMarked;
