/** Signals prepared for models: filters without delay, epochs around stimuli, scaling. */
@NullMarked
package org.xai4j.core.signal;

import org.jspecify.annotations.NullMarked;
