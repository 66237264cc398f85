package org.xai4j.core.importer.tree;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.xai4j.core.run.InputException;
import org.xai4j.core.tree.TreeEnsemble;

/** Reads tree ensembles, whose libraries are told by the file's content. */
public final class TreeFiles {
  private static final byte[] LIGHTGBM = "tree\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LIGHTGBM_WINDOWS = "tree\r\n".getBytes(StandardCharsets.US_ASCII);

  private TreeFiles() {}

  /**
   * Reads a file.
   *
   * @param file of LightGBM (text), XGBoost (JSON, UBJSON) or CatBoost (JSON)
   * @return the ensemble
   * @throws InputException if it is missing, damaged, or of none of these
   */
  public static TreeEnsemble read(Path file) {
    try {
      return parse(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new InputException("There is no file " + file + ".", e);
    } catch (IOException e) {
      throw new InputException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /**
   * Reads the bytes of a file.
   *
   * @param bytes all of them
   * @param name for messages
   * @return the ensemble
   * @throws InputException if they are damaged, or of none of the libraries
   */
  public static TreeEnsemble parse(byte[] bytes, String name) {
    if (starts(bytes, LIGHTGBM) || starts(bytes, LIGHTGBM_WINDOWS)) {
      return LightGbmImporter.parse(bytes, name);
    }
    InputException.check(
        bytes.length > 1 && bytes[0] == '{',
        "The file %s is no tree ensemble of a known kind: a text file of LightGBM, a JSON or UBJSON"
            + " file of XGBoost, or a JSON file of CatBoost.",
        name);
    // Behind the brace UBJSON has the type of a length, which no JSON has there.
    boolean binary = "iUIlL#$".indexOf(bytes[1]) >= 0;
    JsonNode root =
        binary
            ? new Ubjson(bytes, name).read()
            : json(new String(bytes, StandardCharsets.UTF_8), "the file " + name);
    if (root.has("learner")) {
      return XgBoostImporter.read(new Fields("XGBoost file " + name, root));
    }
    InputException.check(
        root.has("features_info"),
        "The JSON file %s is no tree ensemble of XGBoost or CatBoost.",
        name);
    return CatBoostImporter.read(new Fields("CatBoost file " + name, root));
  }

  private static boolean starts(byte[] bytes, byte[] with) {
    return bytes.length >= with.length
        && Arrays.equals(bytes, 0, with.length, with, 0, with.length);
  }

  static JsonNode json(String text, String name) {
    try {
      return new ObjectMapper()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS.mappedFeature())
          .readTree(text);
    } catch (IOException e) {
      throw new InputException("In " + name + " is no JSON, or it is cut short or damaged.", e);
    }
  }
}
