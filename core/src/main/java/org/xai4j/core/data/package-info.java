/** Readers and writers of arrays, tables and images. */
@NullMarked
package org.xai4j.core.data;

import org.jspecify.annotations.NullMarked;
