package org.xai4j.benchmarks.study;

/**
 * Runs the experiments that name it ({@code study: ID} in their file). Made known by a {@code
 * ServiceLoader} entry.
 */
public interface Study {
  /**
   * The id in experiment files.
   *
   * @return lower case with hyphens
   */
  String id();

  /**
   * Runs an experiment. What it finds goes to the run's page, results and summary; the same
   * experiment and seed must give the same bytes in {@code results.csv} and in every array, so
   * times belong on the page alone.
   *
   * @param run the experiment, how to run it, and where its results go
   * @throws org.xai4j.core.run.InputException if the experiment names what is not there
   */
  void run(StudyRun run);
}
