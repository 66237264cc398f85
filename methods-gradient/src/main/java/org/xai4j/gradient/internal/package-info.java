/** What several kinds of methods share. For the methods of this module alone. */
@NullMarked
package org.xai4j.gradient.internal;

import org.jspecify.annotations.NullMarked;
