/** How well an automaton describes a network, and what its states mean. */
@NullMarked
package org.xai4j.rnn.assessment;

import org.jspecify.annotations.NullMarked;
