package org.xai4j.core.importer.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.xai4j.core.run.InputException;

/** The zip file of a model, checked before Deeplearning4j reads it. */
final class Dl4jArchive {
  private static final String CONFIGURATION = "configuration.json";
  private static final String COEFFICIENTS = "coefficients.bin";

  private Dl4jArchive() {}

  static Model read(Path zip) {
    InputException.check(
        Files.isRegularFile(zip), "There is no model file %s; check the path.", zip);
    boolean graph = checked(zip);
    try {
      return graph
          ? ModelSerializer.restoreComputationGraph(zip.toFile(), false)
          : ModelSerializer.restoreMultiLayerNetwork(zip.toFile(), false);
    } catch (IOException | RuntimeException | OutOfMemoryError | LinkageError e) {
      throw new InputException(
          "The model file " + zip + " cannot be read as a Deeplearning4j model; save it again.", e);
    }
  }

  /** Whether the file holds a graph; every entry's check sum is compared. */
  private static boolean checked(Path path) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      ZipEntry configuration = zip.getEntry(CONFIGURATION);
      InputException.check(
          configuration != null && zip.getEntry(COEFFICIENTS) != null,
          "The file %s is not a Deeplearning4j model: it has no %s.",
          path,
          configuration == null ? CONFIGURATION : COEFFICIENTS);
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        try (CheckedInputStream in =
            new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
          in.transferTo(java.io.OutputStream.nullOutputStream());
          InputException.check(
              in.getChecksum().getValue() == entry.getCrc(),
              "The model file %s is damaged in '%s'; copy it again.",
              path,
              entry.getName());
        }
      }
      try (InputStream in = zip.getInputStream(zip.getEntry(CONFIGURATION))) {
        JsonNode json = new ObjectMapper().readTree(in);
        InputException.check(
            json != null && (json.has("confs") || json.has("vertices")),
            "The file %s is not a Deeplearning4j model: its configuration has no layers.",
            path);
        return json.has("vertices");
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "The model file " + path + " is damaged or not a zip file; copy it again.", e);
    }
  }
}
