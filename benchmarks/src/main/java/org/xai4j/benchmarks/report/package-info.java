/** The report of a comparison as one web page. */
@NullMarked
package org.xai4j.benchmarks.report;

import org.jspecify.annotations.NullMarked;
