package org.xai4j.core.registry;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes an explainer or metric for the command line, the report and the documents. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Info {
  /**
   * The id on the command line: lower case with hyphens.
   *
   * @return for example {@code integrated-gradients}
   */
  String id();

  /**
   * The name in the literature.
   *
   * @return for example {@code Integrated Gradients}
   */
  String title();

  /**
   * What it computes, in one sentence.
   *
   * @return a sentence
   */
  String summary();

  /**
   * The paper.
   *
   * @return authors, year, where
   */
  String reference();
}
