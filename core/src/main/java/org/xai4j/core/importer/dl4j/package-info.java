/** Reads Deeplearning4j models into networks: from memory and from zip files. */
@NullMarked
package org.xai4j.core.importer.dl4j;

import org.jspecify.annotations.NullMarked;
