package org.xai4j.benchmarks.explorer;

/** Carries a {@link Refusal} to where it is sent. */
final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int status;

  RefusedException(int status, String sentence) {
    super(sentence);
    this.status = status;
  }

  /** As a response. */
  Refusal refusal() {
    return new Refusal(status, String.valueOf(getMessage()));
  }
}
