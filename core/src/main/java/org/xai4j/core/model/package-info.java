/** What can be explained: predictors, and networks as immutable graphs of layers. */
@NullMarked
package org.xai4j.core.model;

import org.jspecify.annotations.NullMarked;
