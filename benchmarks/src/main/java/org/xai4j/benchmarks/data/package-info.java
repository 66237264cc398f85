/** The data sets that come with the project. */
@NullMarked
package org.xai4j.benchmarks.data;

import org.jspecify.annotations.NullMarked;
