/**
 * Recordings of the electroencephalogram: what they are, where electrodes sit, and file formats.
 */
@NullMarked
package org.xai4j.core.data.eeg;

import org.jspecify.annotations.NullMarked;
