/** Training of small recurrent networks on streams of symbols. */
@NullMarked
package org.xai4j.rnn.training;

import org.jspecify.annotations.NullMarked;
