package org.xai4j.benchmarks.cli;

import java.nio.file.Path;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.data.ArrayFiles;
import org.xai4j.core.data.Images;
import org.xai4j.core.model.Network;

/** Reads inputs in the form a model takes. */
final class Inputs {
  private Inputs() {}

  /**
   * Reads an input file; pictures are resized, and turned gray or coloured, to fit the model.
   *
   * @param file array, table or picture
   * @param model takes it
   * @return batch [n, …] of the model's shape and type
   */
  static INDArray read(Path file, Network model) {
    List<Long> shape = model.inputShape();
    boolean image = shape.size() == 3 && shape.stream().noneMatch(d -> d < 0);
    INDArray array =
        ArrayFiles.picture(file) && image
            ? Images.read(
                file,
                Math.toIntExact(shape.get(0)),
                Math.toIntExact(shape.get(1)),
                Math.toIntExact(shape.get(2)))
            : ArrayFiles.read(file);
    return model.accept(array);
  }
}
