/** H2O's exported models (MOJO), run by H2O's own scoring library. */
@NullMarked
package org.xai4j.core.importer.h2o;

import org.jspecify.annotations.NullMarked;
