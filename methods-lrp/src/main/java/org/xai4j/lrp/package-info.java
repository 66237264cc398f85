/** Layer-wise relevance propagation: the methods. */
@NullMarked
package org.xai4j.lrp;

import org.jspecify.annotations.NullMarked;
