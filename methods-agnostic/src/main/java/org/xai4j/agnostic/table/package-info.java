/**
 * Rows of a table, their columns' statistics and what a model answers to them. For the methods of
 * this module alone.
 */
@NullMarked
package org.xai4j.agnostic.table;

import org.jspecify.annotations.NullMarked;
