/** The command line. */
@NullMarked
package org.xai4j.benchmarks.cli;

import org.jspecify.annotations.NullMarked;
