/** What shells and {@code man} are told of the commands. */
@NullMarked
package org.xai4j.benchmarks.cli.manual;

import org.jspecify.annotations.NullMarked;
