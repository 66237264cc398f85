/** Which rule each layer of a network takes: in Java or in a file. */
@NullMarked
package org.xai4j.lrp.composite;

import org.jspecify.annotations.NullMarked;
