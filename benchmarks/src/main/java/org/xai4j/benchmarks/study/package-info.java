/** Experiments of every kind: what runs them and what they leave behind. */
@NullMarked
package org.xai4j.benchmarks.study;

import org.jspecify.annotations.NullMarked;
