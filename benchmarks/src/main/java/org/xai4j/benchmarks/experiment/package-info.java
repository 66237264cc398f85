/** Experiments: what is compared, the stages of a comparison, the ranking. */
@NullMarked
package org.xai4j.benchmarks.experiment;

import org.jspecify.annotations.NullMarked;
