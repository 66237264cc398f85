package org.xai4j.core.words;

import java.util.Locale;
import org.xai4j.core.run.InputException;

/** A language of sentences. */
public enum SentenceLanguage {
  /** English. */
  ENGLISH("en"),
  /** Spanish. */
  SPANISH("es");

  private final String code;

  SentenceLanguage(String code) {
    this.code = code;
  }

  /**
   * Reads {@code en} or {@code es}.
   *
   * @param text from the command line
   * @return the language
   * @throws InputException if it is none of these
   */
  public static SentenceLanguage parse(String text) {
    for (SentenceLanguage language : values()) {
      if (language.code.equals(text)) {
        return language;
      }
    }
    throw new InputException("The language '" + text + "' is not en or es.");
  }

  /**
   * The language's locale, which decides on the decimal sign.
   *
   * @return for example {@code es}
   */
  public Locale locale() {
    return Locale.forLanguageTag(code);
  }
}
