/** What commands print: tables of text, JSON, the names of options. */
@NullMarked
package org.xai4j.benchmarks.cli.output;

import org.jspecify.annotations.NullMarked;
