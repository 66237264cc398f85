package org.xai4j.core.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/**
 * How a result was made: enough to make it again and compare.
 *
 * @param method id of the method or metric
 * @param parameters all of them, as texts
 * @param request target, baseline, groups and other settings of the request, as texts
 * @param seed of all randomness
 * @param model SHA-256 of the model
 * @param data SHA-256 of the inputs
 * @param environment library, Java, backend, operating system
 * @param time when it was made, UTC
 */
public record Provenance(
    String method,
    Map<String, String> parameters,
    Map<String, String> request,
    long seed,
    String model,
    String data,
    Map<String, String> environment,
    String time) {
  /** Copies the maps, keeping their order. */
  public Provenance {
    parameters = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    request = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(request));
    environment = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(environment));
  }

  /**
   * What this process runs on.
   *
   * @param engine id of the engine
   * @return library version, Java, engine, operating system and architecture
   */
  public static Map<String, String> environment(String engine) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("xai4j", version());
    map.put("java", System.getProperty("java.version", "unknown"));
    map.put("engine", engine);
    map.put(
        "os", System.getProperty("os.name", "unknown") + " " + System.getProperty("os.arch", ""));
    return map;
  }

  /**
   * The library's version.
   *
   * @return as in the parent pom
   */
  public static String version() {
    try (InputStream in =
        Provenance.class.getResourceAsStream("/org/xai4j/core/version.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /**
   * The time as it is written in provenance.
   *
   * @return now, UTC, to the second
   */
  public static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * As JSON.
   *
   * @return an object with the components of this record
   */
  public String toJson() {
    try {
      return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException("texts and maps are JSON", e);
    }
  }
}
