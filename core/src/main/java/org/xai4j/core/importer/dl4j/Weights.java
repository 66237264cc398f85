package org.xai4j.core.importer.dl4j;

import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.xai4j.core.run.InputException;

/**
 * The parameters of one layer; what is read from it is a copy.
 *
 * @param table by the model's keys
 * @param type of the network
 */
record Weights(Map<String, INDArray> table, DataType type) {
  boolean has(String key) {
    return table.containsKey(key);
  }

  /** A copy in row-major order. */
  INDArray get(String key) {
    INDArray array = table.get(key);
    if (array == null) {
      throw new InputException(
          "The model has no parameter '" + key + "' where its configuration asks for one.");
    }
    return array.castTo(type).dup('c');
  }

  /** A copy as a vector. */
  INDArray vector(String key) {
    return flat(get(key));
  }

  /** A vector, zeros if the model has none. */
  INDArray vectorOrZeros(String key, long length) {
    return has(key) ? vector(key) : zeros(length);
  }

  INDArray zeros(long length) {
    return Nd4j.zeros(type, length);
  }

  static INDArray flat(INDArray array) {
    return array.reshape(new long[] {array.length()});
  }

  /** The parameters whose keys start with a prefix, without it. */
  Weights part(String prefix) {
    Map<String, INDArray> part = new HashMap<>();
    table.forEach(
        (key, array) -> {
          if (key.startsWith(prefix)) {
            part.put(key.substring(prefix.length()), array);
          }
        });
    return new Weights(part, type);
  }
}
