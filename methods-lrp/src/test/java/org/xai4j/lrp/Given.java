package org.xai4j.lrp;

import org.xai4j.core.registry.Info;
import org.xai4j.core.registry.Param;
import org.xai4j.lrp.composite.Composite;

/** A given composite as a method. */
@Info(id = "test-lrp", title = "LRP", summary = "For tests.", reference = "none")
public record Given(@Param("the rules") Composite rules) implements RelevanceExplainer {}
