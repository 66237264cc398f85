/** Models that other libraries run. */
@NullMarked
package org.xai4j.benchmarks.runtime;

import org.jspecify.annotations.NullMarked;
