package org.xai4j.benchmarks.experiment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.run.InputException;

/**
 * Keeps a run's folder to one process at a time: two would drop each other's stages. The lock ends
 * with the process, however it ends; its empty file stays.
 */
public final class RunLock implements AutoCloseable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes a folder.
   *
   * @param folder of the run; made if missing
   * @return to be closed at the end of the run
   * @throws InputException if another run has it, or it cannot be written to
   */
  public static RunLock of(Path folder) {
    Path file = folder.resolve(".lock");
    // Says in a sentence if nothing can be written there.
    WholeFile.requireWritable(file);
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        throw new InputException(
            "Another run is writing into the folder "
                + folder
                + "; wait for its end, or give another folder with --out.");
      }
      return new RunLock(channel);
    } catch (IOException e) {
      throw new InputException("The folder " + folder + " cannot be locked for a run.", e);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
