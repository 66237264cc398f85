package org.xai4j.core.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/** Writes files that appear whole or not at all, and reads files with clear errors. */
public final class WholeFile {
  private WholeFile() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes the content.
     *
     * @param out buffered; closed by the caller
     * @throws IOException if it cannot be written
     */
    void write(OutputStream out) throws IOException;
  }

  /**
   * Writes a file next to its place and moves it there.
   *
   * @param file path; folders are made, an old file is replaced
   * @param content writes it
   * @throws InputException if it cannot be written; an old file stays as it was
   */
  public static void write(Path file, Content content) {
    write(file, content, true);
  }

  /**
   * Checks that a file can be written, before the work is done whose result it takes.
   *
   * @param file path; folders are made, an old file stays
   * @throws InputException if it cannot be written
   */
  public static void requireWritable(Path file) {
    write(file, out -> {}, false);
  }

  private static void write(Path file, Content content, boolean keep) {
    Path absolute = file.toAbsolutePath();
    Path folder = Objects.requireNonNullElse(absolute.getParent(), absolute);
    // Not createTempFile: its files can be read by their owner alone.
    Path part = folder.resolve("." + absolute.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.createDirectories(folder);
      if (Files.isDirectory(absolute)) {
        throw new FileSystemException(file.toString(), null, "it is a folder");
      }
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
          content.write(out);
        }
        if (keep) {
          Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
        }
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new InputException(
          "The file " + file + " cannot be written: " + reason(e) + "; choose another place.", e);
    }
  }

  /**
   * Reads all bytes of a file.
   *
   * @param file path
   * @return its bytes
   * @throws InputException if it is missing, cannot be read, or is larger than {@link Budget}
   *     allows
   */
  public static byte[] read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Budget.readAll(in, "The file " + file);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * The error of a file that cannot be read.
   *
   * @param file path
   * @param e what went wrong
   * @return an exception of one sentence
   */
  static InputException unreadable(Path file, IOException e) {
    if (e instanceof NoSuchFileException) {
      return new InputException("There is no file " + file + ".", e);
    }
    return new InputException("The file " + file + " cannot be read: " + reason(e) + ".", e);
  }

  /** What the file system says, without a repetition of the path. */
  private static String reason(IOException e) {
    if (e instanceof FileSystemException f) {
      String reason = f.getReason();
      return switch (e.getClass().getSimpleName()) {
        case "AccessDeniedException" -> "permission is denied";
        case "FileAlreadyExistsException" -> f.getFile() + " is a file where a folder is needed";
        case "NotDirectoryException" -> f.getFile() + " is not a folder";
        default ->
            reason == null ? "the path is not usable" : reason.toLowerCase(java.util.Locale.ROOT);
      };
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
