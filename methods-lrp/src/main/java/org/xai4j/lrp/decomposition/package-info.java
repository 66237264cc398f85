/** Contextual decomposition of recurrent networks. */
@NullMarked
package org.xai4j.lrp.decomposition;

import org.jspecify.annotations.NullMarked;
