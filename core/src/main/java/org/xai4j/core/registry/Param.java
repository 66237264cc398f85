package org.xai4j.core.registry;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes a parameter: a component of the record of an explainer, a metric or a rule. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Param {
  /**
   * What it means.
   *
   * @return a phrase
   */
  String value();

  /**
   * Smallest value allowed, for numbers.
   *
   * @return inclusive bound
   */
  double min() default Double.NEGATIVE_INFINITY;

  /**
   * Largest value allowed, for numbers.
   *
   * @return inclusive bound
   */
  double max() default Double.POSITIVE_INFINITY;

  /**
   * Other names by which it may be given.
   *
   * @return none, as a rule
   */
  String[] also() default {};
}
