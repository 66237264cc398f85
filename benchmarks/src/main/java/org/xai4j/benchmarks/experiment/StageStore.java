package org.xai4j.benchmarks.experiment;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.WholeFile;

/**
 * Remembers which stages of a run are finished, and for which configuration. A stage's entry is
 * dropped before its files are written and made again after, so that an interruption never leaves
 * files that are taken for what they are not.
 */
public final class StageStore {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private final Path file;
  private final Map<String, Map<String, Object>> entries = new TreeMap<>();

  /**
   * Reads what a folder remembers.
   *
   * @param folder of the run; made if missing
   * @throws org.xai4j.core.run.InputException if it cannot be written to
   */
  public StageStore(Path folder) {
    file = folder.resolve("stages.json");
    if (Files.isRegularFile(file)) {
      try {
        entries.putAll(JSON.readValue(WholeFile.read(file), new TypeReference<>() {}));
      } catch (IOException e) {
        // What cannot be read is made again.
        entries.clear();
      }
    }
    save();
  }

  /**
   * The digest of a configuration.
   *
   * @param configuration texts, numbers, lists and maps
   * @return hexadecimal digits
   */
  public static String key(Map<String, Object> configuration) {
    return Digest.of(json(configuration));
  }

  /**
   * A value as JSON.
   *
   * @param value texts, numbers, lists and maps
   * @return indented text with sorted keys
   */
  public static String json(Object value) {
    try {
      return JSON.writeValueAsString(value) + "\n";
    } catch (IOException e) {
      throw new IllegalStateException("texts, numbers, lists and maps are JSON", e);
    }
  }

  /**
   * The entry of a finished stage.
   *
   * @param stage its name
   * @param key digest of the configuration wanted
   * @return the details it was finished with, if it was for this configuration
   */
  public Optional<Map<String, Object>> finished(String stage, String key) {
    Map<String, Object> entry = entries.get(stage);
    return entry != null && key.equals(entry.get("key")) ? Optional.of(entry) : Optional.empty();
  }

  /**
   * Forgets a stage: its files are about to be written.
   *
   * @param stage its name
   */
  public void begin(String stage) {
    if (entries.remove(stage) != null) {
      save();
    }
  }

  /**
   * Remembers a stage: its files are written.
   *
   * @param stage its name
   * @param key digest of its configuration
   * @param details kept with it
   */
  public void finish(String stage, String key, Map<String, Object> details) {
    Map<String, Object> entry = new LinkedHashMap<>(details);
    entry.put("key", key);
    entries.put(stage, entry);
    save();
  }

  private void save() {
    byte[] bytes = json(entries).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(bytes));
  }
}
