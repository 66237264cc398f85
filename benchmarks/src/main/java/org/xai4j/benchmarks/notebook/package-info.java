/** What notebooks show of explanations. */
@NullMarked
package org.xai4j.benchmarks.notebook;

import org.jspecify.annotations.NullMarked;
