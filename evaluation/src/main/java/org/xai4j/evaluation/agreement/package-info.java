/** Agreement between attributions: of two methods, or of a method with the known truth. */
@NullMarked
package org.xai4j.evaluation.agreement;

import org.jspecify.annotations.NullMarked;
