/** Speed benchmarks of the engine. */
@NullMarked
package org.xai4j.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
