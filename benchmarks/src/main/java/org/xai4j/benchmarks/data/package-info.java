/** The data sets that come with the project, and shipped models, by id. */
@NullMarked
package org.xai4j.benchmarks.data;

import org.jspecify.annotations.NullMarked;
