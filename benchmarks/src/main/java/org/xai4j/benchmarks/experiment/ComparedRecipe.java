package org.xai4j.benchmarks.experiment;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.scale.CarriedFiles;
import org.xai4j.benchmarks.scale.Recipe;
import org.xai4j.benchmarks.scale.WorkPlace;
import org.xai4j.core.data.Npy;
import org.xai4j.core.engine.Engines;
import org.xai4j.core.network.Engine;
import org.xai4j.core.run.Execution;

/**
 * A comparison for another machine: the experiment with the files it names, and the rows.
 *
 * @param experiment as it is here
 * @param files that it names
 * @param quick as in the settings
 * @param chunk as in the settings
 * @param engine its id
 * @param memory of the engine; 0 for its own choice
 * @param precision as in the settings
 * @param inputs a NumPy file's bytes
 * @param labels of the rows
 * @param classes their names
 */
record ComparedRecipe(
    Experiment experiment,
    CarriedFiles files,
    boolean quick,
    int chunk,
    String engine,
    long memory,
    DataType precision,
    byte[] inputs,
    int[] labels,
    List<String> classes)
    implements Recipe<Compared> {
  static ComparedRecipe of(Experiment experiment, Settings settings, Samples samples) {
    List<String> words = new ArrayList<>();
    experiment.map(
        word -> {
          words.add(word);
          return word;
        });
    return new ComparedRecipe(
        experiment,
        CarriedFiles.of(words, List.of()),
        settings.quick(),
        settings.execution().chunk(),
        settings.engine().id(),
        settings.memory(),
        settings.precision(),
        Npy.bytes(samples.inputs()),
        samples.labels(),
        samples.classes());
  }

  @Override
  public Compared open(int threads) {
    Iterator<String> words = files.unpack().iterator();
    Experiment here = experiment.map(word -> words.next());
    Engine standard = Engines.of(engine);
    Settings settings =
        new Settings(
            quick,
            new Execution(chunk, threads),
            memory > 0 ? standard.within(memory) : standard,
            precision,
            memory,
            WorkPlace.LOCAL);
    Samples samples = new Samples(Npy.parse(inputs, "the rows"), labels, classes);
    return Compared.of(here, settings, Compared.model(here, settings), samples);
  }
}
