/** The study of a classifier of tables: quality, explanations of every kind, fairness. */
@NullMarked
package org.xai4j.benchmarks.study.tabular;

import org.jspecify.annotations.NullMarked;
