/** Finds explainers and metrics by id and builds them from text parameters. */
@NullMarked
package org.xai4j.core.registry;

import org.jspecify.annotations.NullMarked;
