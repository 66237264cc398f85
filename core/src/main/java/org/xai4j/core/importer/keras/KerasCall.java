package org.xai4j.core.importer.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.run.InputException;

/**
 * One layer called on tensors.
 *
 * @param to the network under construction
 * @param conf the layer's settings
 * @param weights its arrays, in Keras' order
 * @param inputs the tensors it is called on
 * @param named further tensors by the name of the argument
 * @param arguments the call's other arguments by name
 * @param numbers its arguments that are numbers, by place among all of them
 */
record KerasCall(
    KerasBuild to,
    LayerSettings conf,
    List<INDArray> weights,
    List<KerasTensor> inputs,
    Map<String, KerasTensor> named,
    JsonNode arguments,
    Map<Integer, Double> numbers) {
  KerasTensor x() {
    InputException.check(
        !inputs.isEmpty(), "Layer '%s' of the Keras model has no input.", conf.name());
    return inputs.get(0);
  }

  /** The same call with other settings, weights and input: of what a layer wraps. */
  KerasCall with(LayerSettings other, List<INDArray> arrays, KerasTensor x) {
    return new KerasCall(to, other, arrays, List.of(x), named, arguments, Map.of());
  }

  /** The tensor of an argument that may be given by place or by name. */
  java.util.Optional<KerasTensor> argument(int place, String name) {
    return named.containsKey(name)
        ? java.util.Optional.of(named.get(name))
        : inputs.stream().skip(place).findFirst();
  }

  /** A weight by its place. */
  INDArray weight(int place, int rank) {
    InputException.check(
        place < weights.size(),
        "The file has no weights for layer '%s'; save the whole model again.",
        conf.name());
    INDArray array = weights.get(place);
    InputException.check(
        array.rank() == rank,
        "The weights of layer '%s' (%s) have %d axes where %d are expected; save the whole model"
            + " again.",
        conf.name(),
        conf.type(),
        array.rank(),
        rank);
    return array;
  }

  /** A vector by its place where a setting says that there is one, else one of equal numbers. */
  INDArray vector(int place, boolean there, long length, double other) {
    if (there) {
      INDArray array = weight(place, 1);
      InputException.check(
          array.length() == length,
          "A weight of layer '%s' has %d numbers where %d are expected; save the whole model"
              + " again.",
          conf.name(),
          array.length(),
          length);
      return array;
    }
    float[] values = new float[(int) length];
    java.util.Arrays.fill(values, (float) other);
    return NdArrays.array(values, length);
  }

  /** Adds the layer's fused activation. */
  KerasTensor activated(KerasTensor y) {
    return KerasActivations.add(this, y, conf.json().path("activation"), true);
  }
}
