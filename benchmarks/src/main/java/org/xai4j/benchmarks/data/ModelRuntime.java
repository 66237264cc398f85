package org.xai4j.benchmarks.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.xai4j.core.network.Model;
import org.xai4j.core.run.InputException;

/**
 * A library that runs model files without telling what is inside: what it predicts can be explained
 * by the methods that only ask for predictions. Found as a service, since such libraries come by a
 * Maven profile.
 */
public interface ModelRuntime {
  /** The ids of those that the launcher knows how to build with. */
  List<String> KNOWN = List.of("onnxruntime");

  /**
   * The id, as {@code --engine} takes it.
   *
   * @return in small letters
   */
  String id();

  /**
   * Opens a model.
   *
   * @param file of a kind that the library runs
   * @param input name of the input to explain; empty for the first that carries the content
   * @param output name of the output to explain; empty for the first that is an array of numbers
   * @return the model
   * @throws InputException if it cannot be opened or has no such input or output
   */
  Model open(Path file, Optional<String> input, Optional<String> output);

  /**
   * Finds a runtime.
   *
   * @param id one of {@link #KNOWN}
   * @return the runtime
   * @throws InputException if it is not on the class path
   */
  static ModelRuntime of(String id) {
    return ServiceLoader.load(ModelRuntime.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(runtime -> runtime.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "The engine "
                        + id
                        + " is not in this build; ./xai4j builds with it by itself, Maven by -P"
                        + id
                        + "."));
  }
}
