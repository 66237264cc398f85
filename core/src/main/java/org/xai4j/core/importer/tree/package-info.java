/** Reads tree ensembles out of the files of LightGBM, XGBoost and CatBoost. */
@NullMarked
package org.xai4j.core.importer.tree;

import org.jspecify.annotations.NullMarked;
