/** The smallest changes of a row that change the answer. */
@NullMarked
package org.xai4j.agnostic.counterfactual;

import org.jspecify.annotations.NullMarked;
