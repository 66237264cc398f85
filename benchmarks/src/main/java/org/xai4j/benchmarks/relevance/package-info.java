/** Relevance of symbols compared with automata. */
@NullMarked
package org.xai4j.benchmarks.relevance;

import org.jspecify.annotations.NullMarked;
