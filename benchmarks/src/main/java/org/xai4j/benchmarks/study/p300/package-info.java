/** What networks that read the electroencephalogram look at, in time and over the scalp. */
@NullMarked
package org.xai4j.benchmarks.study.p300;

import org.jspecify.annotations.NullMarked;
