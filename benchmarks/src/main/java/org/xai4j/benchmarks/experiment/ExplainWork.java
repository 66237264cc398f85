package org.xai4j.benchmarks.experiment;

import java.io.Serializable;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.scale.RowBlock;
import org.xai4j.benchmarks.scale.RowRange;
import org.xai4j.benchmarks.scale.Shared;
import org.xai4j.benchmarks.scale.WorkUnit;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.run.Progress;

/**
 * Explains rows with a method of a comparison.
 *
 * @param compared model and rows
 * @param stage that the rows belong to
 * @param range of the rows
 */
record ExplainWork(Shared<Compared> compared, Stage stage, RowRange range)
    implements WorkUnit<ExplainWork.Part> {
  /**
   * A method applied to all rows, or to the examples of the report.
   *
   * @param method which
   * @param examples whether it is drawn only
   */
  record Stage(Experiment.Choice method, boolean examples) implements Serializable {
    /** Names the stage in the store, and its file. */
    String name() {
      return (examples ? "examples/" : "attributions/") + method.label();
    }
  }

  /**
   * Rows that were explained.
   *
   * @param stage that they belong to
   * @param block their attributions
   * @param seconds it took
   * @param forward rows through the model
   * @param backward rows through the model
   */
  record Part(Stage stage, RowBlock block, double seconds, long forward, long backward)
      implements Serializable {}

  @Override
  public String name() {
    return stage.method().label();
  }

  @Override
  public long size() {
    return 1;
  }

  @Override
  public void run(Consumer<Part> sink, Progress progress) {
    Compared all = compared.get();
    INDArray inputs = (stage.examples() ? all.examples() : all.samples()).inputs();
    Attribution made = all.explain(stage.method(), inputs, range);
    sink.accept(
        new Part(
            stage,
            RowBlock.of(range, made),
            made.cost().seconds(),
            made.cost().forwardRows(),
            made.cost().backwardRows()));
    progress.advance(size());
  }
}
