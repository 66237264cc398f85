/** The documents as a site of static files. */
@NullMarked
package org.xai4j.benchmarks.site;

import org.jspecify.annotations.NullMarked;
