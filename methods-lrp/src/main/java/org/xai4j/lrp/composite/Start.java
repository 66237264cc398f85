package org.xai4j.lrp.composite;

/** The relevance that starts at the explained output. */
public enum Start {
  /** The output's score: relevance explains how much of it comes from where. */
  SCORE,
  /** One: relevance is a share. */
  ONE
}
