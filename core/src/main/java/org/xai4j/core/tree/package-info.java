/** Decision trees and their ensembles: forests, boosted trees. */
@NullMarked
package org.xai4j.core.tree;

import org.jspecify.annotations.NullMarked;
