package org.xai4j.benchmarks.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.run.Progress;

/**
 * Shows progress: a bar with the remaining time on a terminal, else a plain line every few seconds.
 * Tasks inside of a task are not shown.
 */
final class ConsoleProgress implements Progress {
  private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

  /** A step that takes longer was not kept from an earlier run. */
  private static final long WORK = Duration.ofMillis(100).toNanos();

  private static final long UNKNOWN = -1;

  /** Of a terminal that does not tell. */
  private static final int COLUMNS = 80;

  private final PrintStream err;
  private final boolean terminal;
  private int depth;
  private String task = "";
  private long total;
  private long done;

  /**
   * Steps that had been made by an earlier run and were there at once; {@link #UNKNOWN} until one
   * took time.
   */
  private long kept;

  private long start;
  private long last;
  private long printed;
  private @Nullable ProgressBar bar;

  /**
   * Shows progress on a stream.
   *
   * @param err usually the error stream
   * @param terminal whether a person watches it
   */
  ConsoleProgress(PrintStream err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  /** Whether the error stream is a terminal, as the launcher found it. */
  static boolean terminal() {
    return Boolean.getBoolean("xai4j.terminal");
  }

  /**
   * Columns of the terminal. Asked for here, since the bar's own way to them takes the interrupt
   * key away from Java, and with it what is said and tidied up at the end.
   */
  private static int columns() {
    try {
      Process size =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(size.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      // Rows and columns.
      String[] words = said.strip().split(" ");
      if (words.length == 2 && words[1].matches("[1-9]\\d{1,4}")) {
        return Integer.parseInt(words[1]);
      }
    } catch (IOException e) {
      // There is no such program or no such file on Windows.
    }
    return COLUMNS;
  }

  @Override
  public synchronized void begin(String name, long amount) {
    depth++;
    if (depth > 1) {
      return;
    }
    task = name;
    total = amount;
    done = 0;
    kept = UNKNOWN;
    start = System.nanoTime();
    last = start;
    printed = start;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(amount)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(err, columns() - 1))
              .build();
    }
  }

  @Override
  public synchronized void advance(long amount) {
    if (depth != 1) {
      return;
    }
    long now = System.nanoTime();
    if (kept == UNKNOWN && now - last > WORK) {
      kept = done;
      start = last;
    }
    last = now;
    done += amount;
    ProgressBar shown = bar;
    if (shown != null) {
      shown.stepBy(amount);
    } else {
      line(now);
    }
  }

  /**
   * Says what the current task is busy with.
   *
   * @param what a few words
   */
  synchronized void note(String what) {
    ProgressBar shown = bar;
    if (shown != null) {
      shown.setExtraMessage(" " + what);
    }
  }

  @Override
  public synchronized void end() {
    depth = Math.max(0, depth - 1);
    ProgressBar shown = bar;
    if (depth == 0 && shown != null) {
      shown.close();
      bar = null;
    }
  }

  private void line(long now) {
    if (now - printed < INTERVAL || done >= total) {
      return;
    }
    printed = now;
    double left = (now - start) / 1e9 * (total - done) / (done - Math.max(0, kept));
    err.printf(
        Locale.ROOT, "%s: %d of %d, about %.0f s left%n", task, done, total, Math.ceil(left));
  }
}
