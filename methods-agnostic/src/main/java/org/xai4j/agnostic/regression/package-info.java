/**
 * Weighted linear regressions of scores on features that are kept or removed, which several methods
 * fit. For the methods of this module alone.
 */
@NullMarked
package org.xai4j.agnostic.regression;

import org.jspecify.annotations.NullMarked;
