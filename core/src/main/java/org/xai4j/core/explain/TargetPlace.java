package org.xai4j.core.explain;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.data.ArrayFiles;
import org.xai4j.core.run.InputException;

/**
 * Where the score is taken of a model that scores its classes at many places: the pixels of a
 * segmentation [n, k, h, w], the steps of a sequence [n, time, k].
 */
public sealed interface TargetPlace {
  /**
   * One place.
   *
   * @param at its coordinates, row and column of a pixel, or a step; negative ones count from the
   *     end
   */
  record Cell(List<Integer> at) implements TargetPlace {
    /** Copies the list. */
    public Cell {
      at = List.copyOf(at);
    }

    @Override
    public String toString() {
      return String.join(",", at.stream().map(String::valueOf).toList());
    }
  }

  /** The mean over all places. */
  record Everywhere() implements TargetPlace {
    @Override
    public String toString() {
      return "mean";
    }
  }

  /**
   * The mean over the places where the model predicts the class, as it does for the unchanged row.
   * The largest output is then that of the class predicted at most places.
   */
  record Predicted() implements TargetPlace {
    @Override
    public String toString() {
      return "mask";
    }
  }

  /**
   * The mean over given places.
   *
   * @param mask of the shape of the places, or one per row; what is not 0 counts
   * @param name where it came from
   */
  record Mask(INDArray mask, String name) implements TargetPlace {
    @Override
    public String toString() {
      return name;
    }
  }

  /** The mean squared difference of the output from the input: of an autoencoder. */
  record Reconstruction() implements TargetPlace {
    @Override
    public String toString() {
      return "error";
    }
  }

  /**
   * Reads {@code 12,40}, {@code -1}, {@code mean}, {@code mask} or the path of an {@code .npy}
   * file.
   *
   * @param text what stands behind the @ of a target
   * @return the place
   * @throws InputException if it is none of these
   */
  static TargetPlace parse(String text) {
    if (text.equals("mean")) {
      return new Everywhere();
    } else if (text.equals("mask")) {
      return new Predicted();
    } else if (text.endsWith(".npy") || text.endsWith(".npz")) {
      return new Mask(ArrayFiles.read(Path.of(text)), text);
    }
    InputException.check(
        text.matches("-?\\d{1,6}(,-?\\d{1,6})*"),
        "The place '%s' of the target is not a pixel such as 12,40, a step such as -1, mean, mask or"
            + " an .npy file.",
        text);
    return new Cell(Arrays.stream(text.split(",")).map(Integer::valueOf).toList());
  }
}
