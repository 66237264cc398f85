package org.xai4j.benchmarks.cli;

import java.io.PrintStream;
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

  private final PrintStream err;
  private final boolean terminal;
  private int depth;
  private String task = "";
  private long total;
  private long done;
  private long start;
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

  @Override
  public synchronized void begin(String name, long amount) {
    depth++;
    if (depth > 1) {
      return;
    }
    task = name;
    total = amount;
    done = 0;
    start = System.nanoTime();
    printed = start;
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(amount)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new ConsoleProgressBarConsumer(err))
              .build();
    }
  }

  @Override
  public synchronized void advance(long amount) {
    if (depth != 1) {
      return;
    }
    done += amount;
    ProgressBar shown = bar;
    if (shown != null) {
      shown.stepBy(amount);
    } else {
      line();
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

  private void line() {
    long now = System.nanoTime();
    if (now - printed < INTERVAL || done >= total) {
      return;
    }
    printed = now;
    double left = (now - start) / 1e9 * (total - done) / done;
    err.printf(
        Locale.ROOT, "%s: %d of %d, about %.0f s left%n", task, done, total, Math.ceil(left));
  }
}
