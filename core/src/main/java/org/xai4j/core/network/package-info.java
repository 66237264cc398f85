/**
 * What can be explained: predictors, and networks as immutable graphs of layers; and what runs
 * them: engines, forward and backward under interchangeable rules.
 */
@NullMarked
package org.xai4j.core.network;

import org.jspecify.annotations.NullMarked;
