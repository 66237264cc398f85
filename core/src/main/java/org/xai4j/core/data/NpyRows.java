package org.xai4j.core.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.core.run.Budget;
import org.xai4j.core.run.InputException;

/**
 * The rows of a {@code .npy} file that need not fit the memory: read where they are asked for, of
 * the types that {@link Npy} reads. Used by one thread.
 */
public final class NpyRows implements AutoCloseable {
  /** As long as a header of the format's first version can be. */
  private static final int HEADER = 70_000;

  private final SeekableByteChannel channel;
  private final String name;
  private final NpyHeader header;
  private final long width;

  private NpyRows(SeekableByteChannel channel, String name) throws IOException {
    this.channel = channel;
    this.name = name;
    ByteBuffer first = ByteBuffer.allocate((int) Math.min(HEADER, channel.size()));
    fill(first, 0);
    header = NpyHeader.parse(first.array(), channel.size(), name);
    long length = 1;
    for (long d : header.shape()) {
      InputException.check(
          d >= 0 && (d == 0 || length <= Long.MAX_VALUE / 8 / d),
          "The array in %s has the impossible shape %s; the file is damaged.",
          name,
          Arrays.toString(header.shape()));
      length *= d;
    }
    header.requireWhole(length, channel.size(), name);
    width = header.shape().length == 0 ? 1 : length / header.shape()[0];
  }

  /**
   * Opens a file.
   *
   * @param file path
   * @return its rows
   * @throws InputException if it is missing, cut short, or of a type that is not read
   */
  public static NpyRows open(Path file) {
    try {
      return of(Files.newByteChannel(file), file.toString());
    } catch (IOException e) {
      throw WholeFile.unreadable(file, e);
    }
  }

  /**
   * The rows of a file anywhere.
   *
   * @param channel its bytes; closed with the rows
   * @param name for messages
   * @return its rows
   * @throws IOException if it cannot be read
   * @throws InputException if it is no array that can be read
   */
  public static NpyRows of(SeekableByteChannel channel, String name) throws IOException {
    try {
      return new NpyRows(channel, name);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * The whole array's shape.
   *
   * @return [n, …]
   */
  public long[] shape() {
    return header.shape().clone();
  }

  /**
   * How many rows.
   *
   * @return n
   */
  public long size() {
    return header.shape().length == 0 ? 1 : header.shape()[0];
  }

  /**
   * Reads some rows.
   *
   * @param from first row
   * @param to exclusive last row
   * @return [to − from, …], FLOAT or DOUBLE
   * @throws InputException if they cannot be read or do not fit the memory
   */
  public INDArray read(long from, long to) {
    long[] shape = shape();
    shape[0] = to - from;
    int length = Budget.elements(shape, Math.max(header.width(), 8), "A part of " + name);
    ByteBuffer data = ByteBuffer.allocate(length * header.width()).order(ByteOrder.LITTLE_ENDIAN);
    try {
      fill(data, header.start() + from * width * header.width());
    } catch (IOException e) {
      throw WholeFile.unreadable(Path.of(name), e);
    }
    return Npy.values(data.flip(), header.type(), length, shape);
  }

  private void fill(ByteBuffer buffer, long at) throws IOException {
    channel.position(at);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("it ends before its last row");
      }
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw WholeFile.unreadable(Path.of(name), e);
    }
  }
}
