package org.xai4j.benchmarks.data;

import java.nio.file.Path;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.xai4j.core.registry.Registry;
import org.xai4j.core.run.InputException;

/** The data sets on the class path. */
public final class Datasets {
  private Datasets() {}

  /**
   * A data set, or a file of one's own.
   *
   * @param idOrFile an id, or an {@code .npz} file
   * @param settings of a file, as {@link FileData#read} takes them
   * @return the data set
   * @throws InputException if there is none, or the file cannot be read
   */
  public static Dataset get(String idOrFile, Map<String, String> settings) {
    return idOrFile.endsWith(".npz") ? FileData.read(Path.of(idOrFile), settings) : get(idOrFile);
  }

  /**
   * A data set.
   *
   * @param id its id
   * @return the data set
   * @throws InputException if there is none; the message names the nearest id
   */
  public static Dataset get(String id) {
    Map<String, Dataset> known = new TreeMap<>();
    for (Dataset dataset : ServiceLoader.load(Dataset.class)) {
      known.put(dataset.id(), dataset);
    }
    return Registry.named("data set", id, known);
  }
}
