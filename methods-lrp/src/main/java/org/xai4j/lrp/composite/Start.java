package org.xai4j.lrp.composite;

import org.xai4j.core.run.InputException;

/** The relevance that starts at the explained output. */
public enum Start {
  /** The output's score: relevance explains how much of it comes from where. */
  SCORE,
  /** One: relevance is a share. */
  ONE;

  /**
   * A start by its name.
   *
   * @param text {@code score} or {@code one}
   * @return the start
   * @throws InputException if it is neither
   */
  public static Start parse(String text) {
    return switch (text) {
      case "score" -> SCORE;
      case "one" -> ONE;
      default ->
          throw new InputException("A composite's start is score or one, not '" + text + "'.");
    };
  }
}
