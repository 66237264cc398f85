/** Reads classic models, the operators of ai.onnx.ml, out of ONNX files. */
@NullMarked
package org.xai4j.core.importer.ml;

import org.jspecify.annotations.NullMarked;
