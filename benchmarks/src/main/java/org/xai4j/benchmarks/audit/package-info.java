/** Audits of classifiers of table rows: groups, proxies, shortcuts, shift; and model cards. */
@NullMarked
package org.xai4j.benchmarks.audit;

import org.jspecify.annotations.NullMarked;
