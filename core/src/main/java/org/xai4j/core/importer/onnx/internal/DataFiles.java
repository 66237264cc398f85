package org.xai4j.core.importer.onnx.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.run.InputException;

/** The data files that large models keep their weights in, beside the ONNX file. */
public final class DataFiles {
  private final @Nullable Path folder;
  private final Map<Path, ByteBuffer> mapped = new HashMap<>();

  /**
   * Looks for data files in a folder.
   *
   * @param folder of the ONNX file; null if the model did not come from a file
   */
  public DataFiles(@Nullable Path folder) {
    this.folder = folder;
  }

  public ByteBuffer bytes(TensorProto tensor) {
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    String location = entries.getOrDefault("location", "");
    if (folder == null) {
      throw new InputException(
          "The ONNX model keeps its weights in the file '"
              + location
              + "'; read it from its file rather than from bytes.");
    }
    Path file;
    try {
      file = folder.resolve(location).normalize();
    } catch (InvalidPathException e) {
      throw outside(location);
    }
    if (!file.startsWith(folder.normalize())) {
      throw outside(location);
    }
    try {
      inside(file, folder, location);
      ByteBuffer all = mapped.get(file);
      if (all == null) {
        all = map(file);
        mapped.put(file, all);
      }
      int offset = Integer.parseInt(entries.getOrDefault("offset", "0"));
      String rest = String.valueOf(all.limit() - offset);
      int length = Integer.parseInt(entries.getOrDefault("length", rest));
      return all.slice(offset, length);
    } catch (IOException e) {
      throw new InputException(
          "The ONNX file keeps its weights in " + file + ", which cannot be read.", e);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new InputException(
          "The tensor '" + tensor.getName() + "' lies outside of the data file " + file + ".", e);
    }
  }

  /** A symbolic link must not lead out of the folder either. */
  private static void inside(Path file, Path folder, String location) throws IOException {
    if (!file.toRealPath().startsWith(folder.toRealPath())) {
      throw outside(location);
    }
    InputException.check(
        Files.isRegularFile(file), "The ONNX file names weights in %s, which is no file.", file);
  }

  private static InputException outside(String location) {
    return new InputException(
        "The ONNX file names weights outside of its folder: '"
            + location
            + "'; put the data file beside it.");
  }

  private static ByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }
}
