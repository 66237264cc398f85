package org.xai4j.benchmarks.data;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A text as a model takes it.
 *
 * @param ids one row of tokens [1, time]
 * @param words as the text has them, those that the row has room for: the tokens that are no
 *     padding, in order
 */
public record EncodedText(INDArray ids, List<String> words) {
  /** Copies the list. */
  public EncodedText {
    words = List.copyOf(words);
  }
}
