package org.xai4j.benchmarks.study;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.xai4j.benchmarks.experiment.Experiment;
import org.xai4j.benchmarks.experiment.RunLock;
import org.xai4j.benchmarks.experiment.Settings;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;
import org.xai4j.core.run.Progress;

/** The studies on the class path. */
public final class Studies {
  private Studies() {}

  /**
   * Runs an experiment by its study and writes its files.
   *
   * @param experiment what is asked
   * @param settings how to run
   * @param folder of the run; files appear whole, finished stages are reused
   * @param progress hears of finished stages
   * @param note hears what is being done
   * @return what was found, in lines for a terminal
   * @throws InputException if there is no such study, the experiment names what is not there, or
   *     the folder is not writable or another run is writing into it
   */
  public static List<String> run(
      Experiment experiment,
      Settings settings,
      Path folder,
      Progress progress,
      Consumer<String> note) {
    Study study = get(experiment.study());
    try (RunLock lock = RunLock.of(folder)) {
      StudyRun run = new StudyRun(experiment, settings, folder, progress, note);
      study.run(run);
      return run.finish();
    }
  }

  private static Study get(String id) {
    Map<String, Study> known = new TreeMap<>();
    for (Study study : ServiceLoader.load(Study.class)) {
      known.put(study.id(), study);
    }
    return Registry.named("study", id, known);
  }
}
