/** Runs handed on to a tracking server. */
@NullMarked
package org.xai4j.benchmarks.tracking;

import org.jspecify.annotations.NullMarked;
