/** Automata out of recurrent networks. */
@NullMarked
package org.xai4j.rnn.extraction;

import org.jspecify.annotations.NullMarked;
