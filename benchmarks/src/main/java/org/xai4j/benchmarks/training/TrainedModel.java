package org.xai4j.benchmarks.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.util.ModelSerializer;
import org.xai4j.core.run.InputException;

/** Writes what training gave. */
public final class TrainedModel {
  private TrainedModel() {}

  /**
   * Writes a model, and its provenance beside it as {@code .json}.
   *
   * @param zip file of the model, named {@code .zip}
   * @param model without its updater
   * @param provenance how it was trained
   * @throws InputException if it cannot be written
   */
  public static void write(Path zip, Model model, Map<String, Object> provenance) {
    String name = String.valueOf(zip.getFileName());
    Path json = zip.resolveSibling(name.substring(0, name.length() - 4) + ".json");
    try {
      ModelSerializer.writeModel(model, zip.toFile(), false);
      Files.writeString(
          json,
          new ObjectMapper()
                  .enable(SerializationFeature.INDENT_OUTPUT)
                  .writeValueAsString(provenance)
              + "\n");
    } catch (IOException e) {
      throw new InputException("The model cannot be written to " + zip + ".", e);
    }
  }
}
