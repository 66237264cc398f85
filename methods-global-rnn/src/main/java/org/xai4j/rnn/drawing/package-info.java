/** Pictures and files of automata, made without other programs. */
@NullMarked
package org.xai4j.rnn.drawing;

import org.jspecify.annotations.NullMarked;
