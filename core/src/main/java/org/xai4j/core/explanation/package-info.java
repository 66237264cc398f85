/** What is answered: attributions, rules, curves, counterfactuals and other explanations. */
@NullMarked
package org.xai4j.core.explanation;

import org.jspecify.annotations.NullMarked;
