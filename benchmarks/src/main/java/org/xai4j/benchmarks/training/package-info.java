/** Training of the models that the experiments explain. */
@NullMarked
package org.xai4j.benchmarks.training;

import org.jspecify.annotations.NullMarked;
