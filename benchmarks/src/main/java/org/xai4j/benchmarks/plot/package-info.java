/** Single charts of attributions, as files for papers and slides. */
@NullMarked
package org.xai4j.benchmarks.plot;

import org.jspecify.annotations.NullMarked;
