/** What rules and decompositions share. For this module alone. */
@NullMarked
package org.xai4j.lrp.internal;

import org.jspecify.annotations.NullMarked;
