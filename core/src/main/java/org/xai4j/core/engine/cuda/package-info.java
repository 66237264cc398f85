/** The device for NVIDIA GPUs: kernels of our own, compiled for whatever GPU is at hand. */
@NullMarked
package org.xai4j.core.engine.cuda;

import org.jspecify.annotations.NullMarked;
