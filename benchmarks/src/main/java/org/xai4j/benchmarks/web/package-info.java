/** What the pages of the explorer and the reports share: their modules and styles. */
@NullMarked
package org.xai4j.benchmarks.web;

import org.jspecify.annotations.NullMarked;
