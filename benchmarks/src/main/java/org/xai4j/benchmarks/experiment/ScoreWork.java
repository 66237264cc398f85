package org.xai4j.benchmarks.experiment;

import java.io.Serializable;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.scale.Shared;
import org.xai4j.benchmarks.scale.WorkUnit;
import org.xai4j.core.run.Progress;
import org.xai4j.evaluation.Scores;

/**
 * Scores a method of a comparison.
 *
 * @param compared model and rows
 * @param attributions of all rows
 * @param stage what scores what
 */
record ScoreWork(Shared<Compared> compared, Shared<INDArray> attributions, Stage stage)
    implements WorkUnit<ScoreWork.Part> {
  /**
   * A metric of a method.
   *
   * @param metric scores
   * @param method is scored
   */
  record Stage(Experiment.Choice metric, Experiment.Choice method) implements Serializable {
    /** Names the stage in the store, and its file. */
    String name() {
      return "scores/" + method.label() + "--" + metric.label();
    }
  }

  /**
   * Scores that travel.
   *
   * @param stage what scored what
   * @param values as in {@link Scores}
   * @param points as in {@link Scores}
   * @param curves as in {@link Scores}
   */
  record Part(Stage stage, double[] values, double[] points, double[][] curves)
      implements Serializable {
    Scores scores() {
      return new Scores(values, points, curves);
    }
  }

  @Override
  public String name() {
    return stage.metric().label() + " of " + stage.method().label();
  }

  @Override
  public long size() {
    return 1;
  }

  @Override
  public void run(Consumer<Part> sink, Progress progress) {
    Scores scores = compared.get().score(stage.metric(), stage.method(), attributions.get());
    sink.accept(new Part(stage, scores.values(), scores.points(), scores.curves()));
    progress.advance(size());
  }
}
