/** Methods that remove or dim parts of the input and watch the score. */
@NullMarked
package org.xai4j.agnostic.perturbation;

import org.jspecify.annotations.NullMarked;
