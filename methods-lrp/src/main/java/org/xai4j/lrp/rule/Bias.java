package org.xai4j.lrp.rule;

/** What becomes of the relevance that belongs to a layer's bias. */
public enum Bias {
  /** The bias is part of the denominator and keeps its share: relevance is lost to it. */
  ABSORBED,
  /** The bias is part of the denominator and its share is spread evenly over the inputs. */
  SHARED,
  /** The layer is taken without its bias: relevance is conserved. */
  IGNORED
}
