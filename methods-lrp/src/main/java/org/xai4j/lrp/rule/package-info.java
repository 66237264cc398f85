/** How relevance passes backward through one layer. */
@NullMarked
package org.xai4j.lrp.rule;

import org.jspecify.annotations.NullMarked;
