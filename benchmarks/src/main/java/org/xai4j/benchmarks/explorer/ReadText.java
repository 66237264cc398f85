package org.xai4j.benchmarks.explorer;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.network.Model;
import org.xai4j.core.text.TextToken;

/**
 * A text as the row of a model.
 *
 * @param model with the mask that belongs to the row
 * @param row [1, time] of token ids; tokens behind those of the text are padding
 * @param tokens of the text, in order
 */
public record ReadText(Model model, INDArray row, List<TextToken> tokens) {
  /** Copies the list. */
  public ReadText {
    tokens = List.copyOf(tokens);
  }
}
