/**
 * The Explainability-Performance Coefficient: how much of a model's performance how few features
 * preserve.
 */
@NullMarked
package org.xai4j.evaluation.epc;

import org.jspecify.annotations.NullMarked;
