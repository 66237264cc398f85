/** What flows through a network: numbers on a device, and what a device can do with them. */
@NullMarked
package org.xai4j.core.tensor;

import org.jspecify.annotations.NullMarked;
