package org.xai4j.benchmarks.training;

import java.nio.file.Path;
import org.xai4j.core.run.Progress;

/** Trains the digit classifier. */
public final class MnistTrainer implements Trainer {
  /** Made by the {@code ServiceLoader}. */
  public MnistTrainer() {}

  @Override
  public String id() {
    return "mnist";
  }

  @Override
  public String train(Path output, long seed, Progress progress) {
    return MnistTraining.run(output, seed, progress).message();
  }
}
