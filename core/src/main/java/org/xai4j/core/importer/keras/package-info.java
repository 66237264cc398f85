/** Reads Keras models from HDF5 files. */
@NullMarked
package org.xai4j.core.importer.keras;

import org.jspecify.annotations.NullMarked;
