/**
 * What the graph of an ONNX file is made of: values known when it is read, and values of layers.
 */
@NullMarked
package org.xai4j.core.importer.onnx.internal;

import org.jspecify.annotations.NullMarked;
