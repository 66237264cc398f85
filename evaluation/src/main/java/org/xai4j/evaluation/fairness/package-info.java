/** Whether groups of people are treated alike: rates by group, criteria over them, their tests. */
@NullMarked
package org.xai4j.evaluation.fairness;

import org.jspecify.annotations.NullMarked;
