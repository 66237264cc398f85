/**
 * Attribution by gradients; in the packages below: along paths, smoothed, of layers, by concepts.
 */
@NullMarked
package org.xai4j.gradient;

import org.jspecify.annotations.NullMarked;
