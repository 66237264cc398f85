package org.xai4j.core.data;

import java.nio.file.Path;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.InputException;

/** Reads an array from whatever kind of file holds it. */
public final class ArrayFiles {
  private ArrayFiles() {}

  /**
   * Reads an array; the suffix of the name tells how.
   *
   * @param file {@code .npy}, {@code .npz} (its first array), {@code .csv} (all columns), or a
   *     picture: {@code .png}, {@code .jpg}, {@code .jpeg}, {@code .gif}, {@code .bmp}
   * @return FLOAT or DOUBLE array; pictures as [1, c, h, w]
   * @throws InputException if it is missing, damaged, or of another kind
   */
  public static INDArray read(Path file) {
    return switch (suffix(file)) {
      case "npy" -> Npy.read(file);
      case "npz" -> Npz.read(file).values().iterator().next();
      case "csv" -> Csv.read(file).values();
      case "png", "jpg", "jpeg", "gif", "bmp" -> Images.read(file);
      default ->
          throw new InputException(
              "The file " + file + " is of no known kind; give .npy, .npz, .csv, .png or .jpg.");
    };
  }

  /**
   * Whether a file is read as a picture.
   *
   * @param file any path
   * @return true for the suffixes of pictures
   */
  public static boolean picture(Path file) {
    return switch (suffix(file)) {
      case "png", "jpg", "jpeg", "gif", "bmp" -> true;
      default -> false;
    };
  }

  private static String suffix(Path file) {
    String name = file.toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
