/** Models that the Deep Java Library runs, by any of its engines. */
@NullMarked
package org.xai4j.core.importer.djl;

import org.jspecify.annotations.NullMarked;
