package org.xai4j.benchmarks.scale;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.xai4j.core.data.NpyRows;
import org.xai4j.core.explanation.UnfinishedException;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.PredictionException;
import org.xai4j.core.run.Progress;

/**
 * Explains a range of rows of a file that every worker can read, block by block.
 *
 * @param explainer of each block
 * @param input a NumPy file
 * @param cuts where blocks may end
 * @param range of which the first row is such a place
 */
record RowWork(Shared<RowExplainer> explainer, String input, RowCuts cuts, RowRange range)
    implements WorkUnit<RowBlock> {
  /** Blocks grow until one takes so long: what a killed run loses. */
  private static final long ENOUGH = TimeUnit.SECONDS.toNanos(3);

  @Override
  public String name() {
    return "rows " + range.from() + " to " + (range.to() - 1);
  }

  @Override
  public long size() {
    return range.size();
  }

  @Override
  public void run(Consumer<RowBlock> sink, Progress progress) {
    try (NpyRows rows = NpyRows.open(Path.of(input))) {
      long wanted = cuts.least();
      for (long at = range.from(); at < range.to(); ) {
        RowRange block = cuts.next(at, range.to(), wanted);
        long start = System.nanoTime();
        sink.accept(block(rows, block, progress));
        wanted = System.nanoTime() - start < ENOUGH ? 2 * block.size() : block.size();
        at = block.to();
      }
    }
  }

  private RowBlock block(NpyRows rows, RowRange block, Progress progress) {
    try {
      return RowBlock.of(
          block, explainer.get().explain(rows.read(block.from(), block.to()), advancing(progress)));
    } catch (UnfinishedException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new PredictionException(
          cause.getMessage()
              + " This happened while row "
              + (block.from() + e.row())
              + " was explained.",
          e);
    } catch (InputException e) {
      String counted = " (Rows are counted from row %d of the input.)".formatted(block.from());
      throw block.from() == 0 ? e : new InputException(e.getMessage() + counted, e);
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
