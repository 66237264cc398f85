/** Layer-wise relevance propagation: rules, composites and canonical forms of networks. */
@NullMarked
package org.xai4j.lrp;

import org.jspecify.annotations.NullMarked;
