/** Rows explained on Apache Spark; compiled by the Maven profile spark alone. */
@NullMarked
package org.xai4j.benchmarks.scale.spark;

import org.jspecify.annotations.NullMarked;
