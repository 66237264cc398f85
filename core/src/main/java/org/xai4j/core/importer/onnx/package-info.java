/** Reads networks out of ONNX files. */
@NullMarked
package org.xai4j.core.importer.onnx;

import org.jspecify.annotations.NullMarked;
