package org.xai4j.rnn.language;

/**
 * A regular language, or a function a transducer computes, with its smallest machine.
 *
 * @param id lower case
 * @param title what the words are, for people
 * @param machine smallest machine; its output after a word is what a network should say
 */
public record Language(String id, String title, Moore machine) {
  /** Minimises the machine. */
  public Language {
    machine = machine.minimal();
  }
}
