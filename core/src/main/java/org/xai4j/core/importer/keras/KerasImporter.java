package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.xai4j.core.importer.onnx.OnnxRequest;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.InputException;

/**
 * Reads models of Keras, architecture and weights together: {@code model.save("m.keras")}, and the
 * HDF5 files {@code model.save("m.h5")} of Keras 2 and 3. Sequential and functional models, models
 * within models, masks of padded steps. Batches have the layout that Keras gives them; the network
 * gives what {@code model.predict} gives.
 */
public final class KerasImporter {
  private KerasImporter() {}

  /**
   * Reads a model.
   *
   * @param file {@code .keras} or {@code .h5}
   * @return the network
   * @throws InputException if the file is missing, damaged or without architecture, or a layer is
   *     not supported
   */
  public static Network read(Path file) {
    return read(file, OnnxRequest.standard());
  }

  /**
   * Reads a model from one of its inputs to one of its outputs.
   *
   * @param file {@code .keras} or {@code .h5}
   * @param request names of the input that is explained (the first one if none is told; the others
   *     are held) and of the layer that gives the output, and free lengths
   * @return the network
   * @throws InputException if the file is missing, damaged or without architecture, a layer is not
   *     supported, or there is no such input or output
   */
  public static Network read(Path file, OnnxRequest request) {
    try {
      try {
        return read(file, request, true);
      } catch (InputException e) {
        return read(file, request, false);
      }
    } catch (InputException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw HdfStore.damaged(file, e);
    }
  }

  /** A recurrent model's steps are of a free number, whatever the file says, if no layer minds. */
  private static Network read(Path file, OnnxRequest request, boolean free) {
    try (KerasFile open = KerasFile.open(file)) {
      LayerSettings model = model(open, file);
      List<KerasInput> inputs = new ArrayList<>(KerasInput.of(model, file));
      if (free && KerasInput.recurrent(model) && inputs.get(0).row().size() == 2) {
        inputs.set(0, inputs.get(0).withFreeSteps());
      }
      return read(open, model, inputs, file, request);
    }
  }

  private static LayerSettings model(KerasFile open, Path file) {
    JsonNode architecture = open.architecture();
    InputException.check(
        open.version().isEmpty()
            ? !architecture.toString().contains("\"nb_filter\"")
            : !open.version().startsWith("1"),
        "The file %s was written by Keras 1, which is no longer read; load it with Keras 2 and save"
            + " it again.",
        file);
    LayerSettings model =
        new LayerSettings(
            architecture.path("class_name").asText(),
            architecture.path("config").path("name").asText("model"),
            architecture.path("config"),
            open.version());
    InputException.check(
        GraphReader.holdsLayers(model),
        "The file %s holds a model of the class %s, which is its own Python code; export it with"
            + " model.export(\"m.onnx\", format=\"onnx\").",
        file,
        model.type());
    return model;
  }

  private static Network read(
      KerasFile open,
      LayerSettings model,
      List<KerasInput> inputs,
      Path file,
      OnnxRequest request) {
    int explained = explained(inputs, request, file);
    for (int i = 0; i < inputs.size(); i++) {
      KerasInput input = inputs.get(i);
      List<Long> row = request.fixed(input.name(), i == explained, input.row());
      inputs.set(i, new KerasInput(input.name(), row));
    }
    KerasBuild build = new KerasBuild(inputs.get(explained).name(), inputs.get(explained).row());
    List<KerasTensor> tensors = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      KerasInput input = inputs.get(i);
      tensors.add(KerasTensor.of(i == explained ? 0 : build.input(input.name(), input.row())));
    }
    Map<String, KerasTensor> outputs =
        new GraphReader(build, model, open.weights(), "").run(tensors);
    String output = request.output().orElse(outputs.keySet().iterator().next());
    KerasTensor end = outputs.get(output);
    if (end == null) {
      throw new InputException(
          "The Keras model "
              + file
              + " has no output '"
              + output
              + "'; it has "
              + String.join(", ", outputs.keySet())
              + ".");
    }
    return build.build(build.plain(end));
  }

  private static int explained(List<KerasInput> inputs, OnnxRequest request, Path file) {
    if (request.input().isEmpty()) {
      return 0;
    }
    List<String> names = inputs.stream().map(KerasInput::name).toList();
    int place = names.indexOf(request.input().get());
    InputException.check(
        place >= 0,
        "The Keras model %s has no input '%s'; it has %s.",
        file,
        request.input().get(),
        String.join(", ", names));
    return place;
  }
}
