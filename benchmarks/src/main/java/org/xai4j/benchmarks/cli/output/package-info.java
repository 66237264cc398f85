/** What commands print: tables of text and JSON. */
@NullMarked
package org.xai4j.benchmarks.cli.output;

import org.jspecify.annotations.NullMarked;
