/** How the score changes with the value of a feature. */
@NullMarked
package org.xai4j.agnostic.effects;

import org.jspecify.annotations.NullMarked;
