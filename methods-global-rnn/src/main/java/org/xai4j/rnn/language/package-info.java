/** Finite automata, the regular languages of the literature, and words drawn from them. */
@NullMarked
package org.xai4j.rnn.language;

import org.jspecify.annotations.NullMarked;
