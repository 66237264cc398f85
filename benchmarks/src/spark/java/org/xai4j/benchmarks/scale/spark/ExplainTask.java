package org.xai4j.benchmarks.scale.spark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.xai4j.benchmarks.scale.LocalRows;
import org.xai4j.benchmarks.scale.RowBlock;
import org.xai4j.benchmarks.scale.RowCuts;
import org.xai4j.benchmarks.scale.RowRange;
import org.xai4j.core.data.NpyRows;
import org.xai4j.core.run.Progress;

/**
 * Explains a range of rows of a file that every executor can read.
 *
 * @param explainer one per executor
 * @param input a NumPy file
 * @param cuts where blocks may end
 */
record ExplainTask(Broadcast<SharedExplainer> explainer, String input, RowCuts cuts)
    implements Function<RowRange, List<RowBlock>> {
  @Override
  public List<RowBlock> call(RowRange range) {
    List<RowBlock> blocks = new ArrayList<>();
    try (NpyRows rows = NpyRows.open(Path.of(input))) {
      LocalRows.run(
          explainer.value().get(), rows, cuts, range, blocks::add, Progress.SILENT);
    }
    return blocks;
  }
}
