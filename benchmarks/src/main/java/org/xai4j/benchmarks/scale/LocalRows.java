package org.xai4j.benchmarks.scale;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.xai4j.core.data.NpyRows;
import org.xai4j.core.explanation.UnfinishedException;
import org.xai4j.core.run.Execution;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.PredictionException;
import org.xai4j.core.run.Progress;

/** This process: block by block, the worker threads inside of a block. */
public final class LocalRows implements RowRunner {
  /** Its name. */
  public static final String NAME = "local";

  /** Blocks grow until one takes so long: what a killed run loses. */
  private static final long ENOUGH = TimeUnit.SECONDS.toNanos(3);

  @Override
  public boolean takes(String on) {
    return on.equals(NAME);
  }

  @Override
  public void run(String on, RowJob job, Consumer<RowBlock> sink, Progress progress) {
    RowExplainer explainer = job.recipe().open(Execution.standard().threads());
    try (NpyRows rows = NpyRows.open(job.input())) {
      for (RowRange range : job.missing()) {
        run(explainer, rows, job.cuts(), range, sink, progress);
      }
    }
  }

  /**
   * Explains the rows of a range.
   *
   * @param explainer of each block
   * @param rows of the data set
   * @param cuts where blocks may end
   * @param range of which the first row is such a place
   * @param sink takes the blocks in order
   * @param progress hears of finished rows
   * @throws InputException if a row cannot be explained
   */
  public static void run(
      RowExplainer explainer,
      NpyRows rows,
      RowCuts cuts,
      RowRange range,
      Consumer<RowBlock> sink,
      Progress progress) {
    long wanted = cuts.least();
    for (long at = range.from(); at < range.to(); ) {
      RowRange block = cuts.next(at, range.to(), wanted);
      long start = System.nanoTime();
      sink.accept(block(explainer, rows, block, progress));
      wanted = System.nanoTime() - start < ENOUGH ? 2 * block.size() : block.size();
      at = block.to();
    }
  }

  private static RowBlock block(
      RowExplainer explainer, NpyRows rows, RowRange range, Progress progress) {
    try {
      return RowBlock.of(
          range, explainer.explain(rows.read(range.from(), range.to()), advancing(progress)));
    } catch (UnfinishedException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new PredictionException(
          cause.getMessage()
              + " This happened while row "
              + (range.from() + e.row())
              + " was explained.",
          e);
    } catch (InputException e) {
      String counted = " (Rows are counted from row %d of the input.)".formatted(range.from());
      throw range.from() == 0 ? e : new InputException(e.getMessage() + counted, e);
    }
  }

  /** A run's blocks are one task. */
  private static Progress advancing(Progress progress) {
    return new Progress() {
      @Override
      public void begin(String task, long total) {}

      @Override
      public void advance(long amount) {
        progress.advance(amount);
      }

      @Override
      public void end() {}
    };
  }
}
