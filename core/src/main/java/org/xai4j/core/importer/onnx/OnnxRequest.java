package org.xai4j.core.importer.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of an ONNX or Keras file is read.
 *
 * @param input the input that is explained; empty for the one that carries the content, beside
 *     masks and positions. The others are held, {@link org.xai4j.core.network.Network#withHeld}
 * @param output the output that is explained; empty for the first that is not integer
 * @param rows per input the shape of a row, without the batch axis: free lengths are fixed to it;
 *     an empty name stands for the explained input, * for every free axis
 */
public record OnnxRequest(
    Optional<String> input, Optional<String> output, Map<String, List<Long>> rows) {
  /** Stands for every free axis of every input. */
  static final String EVERY = "*";

  /** Copies the map. */
  public OnnxRequest {
    Map<String, List<Long>> copy = new HashMap<>();
    rows.forEach((name, row) -> copy.put(name, List.copyOf(row)));
    rows = Map.copyOf(copy);
  }

  /**
   * Everything as the file has it.
   *
   * @return the request
   */
  public static OnnxRequest standard() {
    return new OnnxRequest(Optional.empty(), Optional.empty(), Map.of());
  }

  /**
   * Another input is explained.
   *
   * @param name of the input
   * @return a copy
   */
  public OnnxRequest withInput(String name) {
    return new OnnxRequest(Optional.of(name), output, rows);
  }

  /**
   * Another output is explained.
   *
   * @param name of the output
   * @return a copy
   */
  public OnnxRequest withOutput(String name) {
    return new OnnxRequest(input, Optional.of(name), rows);
  }

  /**
   * Free lengths are fixed.
   *
   * @param shapes per input the shape of a row, without the batch axis
   * @return a copy
   */
  public OnnxRequest withRows(Map<String, List<Long>> shapes) {
    return new OnnxRequest(input, output, shapes);
  }

  /**
   * The row of an input with the free lengths that this request tells.
   *
   * @param name of the input
   * @param explained whether it is the explained one
   * @param row its shape without the batch axis, −1 for free lengths
   * @return the row; lengths of which nothing is told stay free
   */
  public List<Long> fixed(String name, boolean explained, List<Long> row) {
    List<Long> told = rows.getOrDefault(name, explained ? rows.getOrDefault("", row) : row);
    List<Long> every = rows.get(EVERY);
    List<Long> fixed = new ArrayList<>(row);
    for (int i = 0; i < fixed.size(); i++) {
      if (fixed.get(i) < 0) {
        fixed.set(i, every != null ? every.get(0) : told.size() == row.size() ? told.get(i) : -1L);
      }
    }
    return fixed;
  }

  /**
   * All free lengths are fixed to one number.
   *
   * @param length of each free axis
   * @return a copy
   */
  public OnnxRequest withLength(long length) {
    return new OnnxRequest(input, output, Map.of(EVERY, List.of(length)));
  }
}
