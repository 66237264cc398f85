/** Reads networks out of model files. */
@NullMarked
package org.xai4j.core.importer;

import org.jspecify.annotations.NullMarked;
