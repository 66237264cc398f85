/** Recurrent networks taken one symbol at a time. */
@NullMarked
package org.xai4j.rnn.network;

import org.jspecify.annotations.NullMarked;
