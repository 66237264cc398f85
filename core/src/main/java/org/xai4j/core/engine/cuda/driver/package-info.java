/** What a GPU is asked through: memory, copies, kernels and their sources. */
@NullMarked
package org.xai4j.core.engine.cuda.driver;

import org.jspecify.annotations.NullMarked;
