/** The closed set of layers a network is made of: plain records that hold their weights. */
@NullMarked
package org.xai4j.core.layer;

import org.jspecify.annotations.NullMarked;
