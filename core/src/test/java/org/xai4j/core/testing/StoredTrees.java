package org.xai4j.core.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.data.Npy;
import org.xai4j.core.importer.tree.TreeFiles;
import org.xai4j.core.tree.TreeEnsemble;

/**
 * Tree ensembles of LightGBM with its answers and SHAP's values ({@code src/test/trees/make.py}).
 */
public final class StoredTrees {
  private StoredTrees() {}

  /**
   * The bytes of a file.
   *
   * @param file of the folder trees
   * @return all of them
   */
  public static byte[] bytes(String file) {
    try (InputStream in = StoredTrees.class.getResourceAsStream("/trees/" + file)) {
      return Objects.requireNonNull(in, file).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An ensemble.
   *
   * @param file of the folder trees
   * @return read
   */
  public static TreeEnsemble model(String file) {
    return TreeFiles.parse(bytes(file), file);
  }

  /**
   * An array.
   *
   * @param name of the folder trees, without suffix
   * @return read
   */
  public static INDArray array(String name) {
    return Npy.parse(bytes(name + ".npy"), name);
  }
}
