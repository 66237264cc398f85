/** Explanations of data sets that fit no memory, or that more than one machine works at. */
@NullMarked
package org.xai4j.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
