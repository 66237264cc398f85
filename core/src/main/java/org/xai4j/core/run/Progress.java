package org.xai4j.core.run;

/** Hears how far a piece of long work has come. Implementations are thread-safe. */
public interface Progress {
  /** Hears nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void begin(String task, long total) {}

        @Override
        public void advance(long amount) {}

        @Override
        public void end() {}
      };

  /**
   * A task begins.
   *
   * @param task what is being done, for a person
   * @param total how many units it has
   */
  void begin(String task, long total);

  /**
   * Units were finished.
   *
   * @param amount how many since the last call
   */
  void advance(long amount);

  /** The task ended. */
  void end();
}
