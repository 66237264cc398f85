/** Metrics of explanations: what is measured, on what, and with which result. */
@NullMarked
package org.xai4j.evaluation;

import org.jspecify.annotations.NullMarked;
