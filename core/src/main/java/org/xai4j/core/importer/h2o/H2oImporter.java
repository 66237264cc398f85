package org.xai4j.core.importer.h2o;

import hex.genmodel.MojoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.ZipFile;
import org.xai4j.core.data.Digest;
import org.xai4j.core.run.InputException;

/** Reads the zip files that H2O-3 exports as MOJO. */
public final class H2oImporter {
  private static final String SETTINGS = "model.ini";

  private H2oImporter() {}

  /**
   * Whether a file is such a zip file.
   *
   * @param file of any kind
   * @return false for files that cannot be read
   */
  public static boolean holds(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.getEntry(SETTINGS) != null;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads a model.
   *
   * @param file as H2O's {@code download_mojo} writes it
   * @return the model
   * @throws InputException if it is missing or damaged, gives no scores, or H2O's scoring library
   *     is not on the class path
   */
  public static H2oModel read(Path file) {
    try {
      return new H2oModel(
          MojoModel.load(file.toString()),
          HexFormat.of().formatHex(Digest.sha256().digest(Files.readAllBytes(file))));
    } catch (NoClassDefFoundError e) {
      throw new InputException(
          "The model file "
              + file
              + " is one of H2O, whose scoring library is not on the class path; add"
              + " ai.h2o:h2o-genmodel.",
          e);
    } catch (InputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new InputException(
          "The H2O model "
              + file
              + " cannot be read"
              + (e instanceof IOException && e.getMessage() != null
                  ? ": " + e.getMessage()
                  : ", as it is damaged")
              + "; export it again with download_mojo.",
          e);
    }
  }
}
