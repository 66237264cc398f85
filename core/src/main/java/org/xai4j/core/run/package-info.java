/** How work is run: chunks, worker threads, seeds, progress, provenance, errors. */
@NullMarked
package org.xai4j.core.run;

import org.jspecify.annotations.NullMarked;
