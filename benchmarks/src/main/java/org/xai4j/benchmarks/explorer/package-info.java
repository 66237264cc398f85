/** A page on this machine where one asks a model why, and what if. */
@NullMarked
package org.xai4j.benchmarks.explorer;

import org.jspecify.annotations.NullMarked;
