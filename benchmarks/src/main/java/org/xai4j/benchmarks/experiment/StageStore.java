package org.xai4j.benchmarks.experiment;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.xai4j.core.data.Digest;
import org.xai4j.core.data.WholeFile;

/**
 * Remembers which stages of a run are finished, for which configuration, and the digest of the file
 * each wrote. A stage's entry is dropped before its file is written and made again after, so that
 * an interruption never leaves files that are taken for what they are not; a file that was damaged
 * or edited since does not count as finished.
 */
public final class StageStore {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private static final String KEY = "key";
  private static final String CONTENT = "sha256";

  private final Path file;
  private final Path folder;
  private final Map<String, Map<String, Object>> entries = new TreeMap<>();
  private final List<String> remade = new ArrayList<>();

  /**
   * Reads what a folder remembers.
   *
   * @param folder of the run; made if missing
   * @throws org.xai4j.core.run.InputException if it cannot be written to
   */
  public StageStore(Path folder) {
    this.folder = folder;
    file = folder.resolve("stages.json");
    if (Files.isRegularFile(file)) {
      stored()
          .ifPresentOrElse(
              entries::putAll,
              () -> remade.add("stages.json was damaged: all stages are made again."));
    }
    save();
  }

  /** The entries that can be read; what cannot is made again. */
  private Optional<Map<String, Map<String, Object>>> stored() {
    Map<String, Map<String, Object>> read = new TreeMap<>();
    try {
      JsonNode root = JSON.readTree(WholeFile.read(file));
      for (Map.Entry<String, JsonNode> entry : root.properties()) {
        read.put(entry.getKey(), JSON.convertValue(entry.getValue(), new TypeReference<>() {}));
      }
      return root.isObject() ? Optional.of(read) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
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
   * @param written the stage's file
   * @return the details it was finished with, if it was for this configuration and the file is what
   *     it was then
   */
  public Optional<Map<String, Object>> finished(String stage, String key, Path written) {
    Map<String, Object> entry = entries.get(stage);
    if (entry == null || !key.equals(entry.get(KEY))) {
      return Optional.empty();
    }
    String name = folder.relativize(written).toString();
    if (!Files.isRegularFile(written)) {
      remade.add(name + " was deleted and is made again.");
      return Optional.empty();
    }
    if (!Digest.of(written).equals(entry.get(CONTENT))) {
      remade.add(name + " was damaged or edited since it was written and is made again.");
      return Optional.empty();
    }
    return Optional.of(entry);
  }

  /**
   * What was found damaged, edited or deleted.
   *
   * @return a sentence for each file that is made again
   */
  public List<String> remade() {
    return List.copyOf(remade);
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
   * Remembers a stage: its file is written.
   *
   * @param stage its name
   * @param key digest of its configuration
   * @param written the stage's file
   * @param details kept with it
   */
  public void finish(String stage, String key, Path written, Map<String, Object> details) {
    Map<String, Object> entry = new LinkedHashMap<>(details);
    entry.put(KEY, key);
    entry.put(CONTENT, Digest.of(written));
    entries.put(stage, entry);
    save();
  }

  private void save() {
    byte[] bytes = json(entries).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    WholeFile.write(file, out -> out.write(bytes));
  }
}
