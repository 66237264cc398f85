/** Experiments on text. */
@NullMarked
package org.xai4j.benchmarks.study.text;

import org.jspecify.annotations.NullMarked;
