/** Event-related potentials of a speller: simulated and recorded data, decoding, patterns. */
@NullMarked
package org.xai4j.benchmarks.p300;

import org.jspecify.annotations.NullMarked;
