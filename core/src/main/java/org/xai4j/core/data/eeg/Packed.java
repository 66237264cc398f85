package org.xai4j.core.data.eeg;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.run.InputException;

/** Files that may be packed with gzip or xz. */
final class Packed {
  private Packed() {}

  /** The name without an ending that tells of packing, in lower case. */
  static String plain(Path file) {
    return String.valueOf(file.getFileName())
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\.(gz|xz)$", "");
  }

  /** The unpacked content. */
  static byte[] read(Path file) {
    byte[] bytes = WholeFile.read(file);
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    try {
      if (name.endsWith(".xz")) {
        try (XZInputStream in = new XZInputStream(new ByteArrayInputStream(bytes))) {
          return in.readAllBytes();
        }
      }
      if (name.endsWith(".gz")) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
          return in.readAllBytes();
        }
      }
      return bytes;
    } catch (IOException e) {
      throw new InputException(
          "The file " + file + " is no complete packed file; unpack it, or fetch it again.", e);
    }
  }
}
