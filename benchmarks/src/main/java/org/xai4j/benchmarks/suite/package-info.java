/** Benchmarks: the same comparison over models, data sets, baselines and seeds. */
@NullMarked
package org.xai4j.benchmarks.suite;

import org.jspecify.annotations.NullMarked;
