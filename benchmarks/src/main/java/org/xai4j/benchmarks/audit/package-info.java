/** Audits of classifiers of table rows: groups, proxies, shortcuts, shift; cards of any model. */
@NullMarked
package org.xai4j.benchmarks.audit;

import org.jspecify.annotations.NullMarked;
