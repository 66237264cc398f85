package org.xai4j.benchmarks.scale;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.NpyRows;
import org.xai4j.core.run.Progress;
import org.xai4j.core.run.Provenance;

/**
 * Explains the rows of a file in bounded memory: one pass for its digest, in which rows that cannot
 * be explained are refused, and one in which blocks of rows are explained and written as they come.
 * A run that was ended goes on where it was.
 *
 * @param explainer of the rows
 * @param check makes rows what the model takes
 * @param asked rows per chunk
 * @param others what else the values follow from: digests of the files that options name
 * @param recipe for other machines, given the mean of all rows
 */
public record RowRun(
    RowExplainer explainer,
    RowScan.Check check,
    int asked,
    String others,
    Function<INDArray, Recipe<RowExplainer>> recipe) {
  /**
   * What was done.
   *
   * @param provenance of all rows
   * @param summary of their residuals
   * @param rows how many were explained in this run
   * @param seconds it took
   */
  public record Done(Provenance provenance, RowPart.Summary summary, long rows, double seconds) {}

  /** A file that was read once. */
  private record Scanned(Recipe<RowExplainer> recipe, RowCuts cuts, Provenance provenance) {}

  /**
   * Explains the rows that are not finished and writes a NumPy file.
   *
   * @param input a NumPy file
   * @param output a NumPy file, which appears when it is whole
   * @param where the work is done
   * @param progress hears of finished rows
   * @param says hears where a run begins anew or goes on
   * @return what was done
   * @throws org.xai4j.core.run.InputException if a row cannot be explained; finished blocks are
   *     kept
   */
  public Done npy(
      Path input, Path output, WorkPlace where, Progress progress, Consumer<String> says) {
    long start = System.nanoTime();
    try (NpyRows rows = NpyRows.open(input)) {
      Scanned scanned = scan(rows, where);
      String task = scanned.provenance().method();
      String id = id(scanned);
      try (RowPart part = RowPart.open(output, id, rows.size())) {
        if (part.anew()) {
          says.accept(
              "The unfinished rows beside "
                  + output
                  + " are of another input, model or other options; all are explained anew.");
        }
        long missing = part.missing().stream().mapToLong(RowRange::size).sum();
        if (missing < rows.size()) {
          says.accept(
              "%d of %d rows are kept from an earlier run."
                  .formatted(rows.size() - missing, rows.size()));
        }
        progress.begin(task, rows.size());
        progress.advance(rows.size() - missing);
        if (missing > 0) {
          try (Workers workers = where.open(task, what -> {})) {
            Shared<RowExplainer> shared = workers.share(scanned.recipe());
            String file = input.toAbsolutePath().toString();
            workers.run(
                scanned.cuts().split(part.missing(), where.parts(workers)).stream()
                    .map(range -> new RowWork(shared, file, scanned.cuts(), range))
                    .toList(),
                part::put,
                progress);
          }
        }
        progress.end();
        return new Done(
            scanned.provenance(), part.finish(), missing, (System.nanoTime() - start) / 1e9);
      }
    }
  }

  /** Of everything that the values follow from. */
  private String id(Scanned scanned) {
    return Digest.of(
        String.join(
            "\n", id(scanned.provenance()), String.valueOf(scanned.cuts().chunk()), others));
  }

  /**
   * Names how something was made, whenever that was.
   *
   * @param made how
   * @return the digest of everything but the time
   */
  public static String id(Provenance made) {
    return Digest.of(
        String.join(
            "\n",
            made.method(),
            made.parameters().toString(),
            made.request().toString(),
            String.valueOf(made.seed()),
            made.model(),
            made.data(),
            made.environment().toString()));
  }

  private Scanned scan(NpyRows rows, WorkPlace where) {
    long[] shape = rows.shape();
    long width = 1;
    for (int axis = 1; axis < shape.length; axis++) {
      width *= shape[axis];
    }
    RowScan scan = RowScan.of(rows, RowCuts.of(1, asked, width).most(), check);
    RowExplainer settled = explainer.against(scan.mean());
    INDArray sample = rows.read(0, Math.min(rows.size(), RowCuts.least(asked)));
    RowCuts cuts = RowCuts.of(settled.chunk(sample), asked, width);
    Provenance provenance = settled.provenance(sample, scan.digest());
    Recipe<RowExplainer> made = where.local() ? threads -> settled : recipe.apply(scan.mean());
    return new Scanned(made, cuts, provenance);
  }
}
