package org.xai4j.benchmarks.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.xai4j.core.data.Npy;
import org.xai4j.core.data.WholeFile;
import org.xai4j.core.explanation.Attribution;
import org.xai4j.core.run.InputException;

/**
 * A {@code .npy} file of attributions that grows block by block beside its place, and is moved
 * there when it is whole. What is finished survives the end of the process: for an output {@code
 * a.npy} the values stand in {@code .a.npy.part}, the score, residual and base score of each row in
 * {@code .a.npy.rows}, and in {@code .a.npy.json} of which input, model and options they are, and
 * which rows are finished; that file is replaced as a whole, after the others have reached the
 * disk.
 */
public final class RowPart implements AutoCloseable {
  /** Score, residual and base score. */
  private static final int RECORD = 3 * Double.BYTES;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path output;
  private final String id;
  private final long rows;
  private final FileChannel values;
  private final FileChannel records;
  private final List<RowRange> finished = new ArrayList<>();
  private boolean residuals;
  private boolean other;

  private RowPart(Path output, String id, long rows) throws IOException {
    this.output = output;
    this.id = id;
    this.rows = rows;
    Files.createDirectories(Objects.requireNonNull(output.toAbsolutePath().getParent()));
    values = open("part");
    records = open("rows");
    try {
      InputException.check(
          values.tryLock() != null,
          "The output %s is being written by another run; wait for it or give another name.",
          output);
    } catch (OverlappingFileLockException e) {
      throw new InputException(
          "The output " + output + " is being written by another run; give another name.", e);
    }
    read();
  }

  /**
   * Opens what an earlier run has left, or begins anew.
   *
   * @param output the file that is to be
   * @param id of input, model and options
   * @param rows of the whole
   * @return with the rows that are finished, if they are of the same id
   * @throws InputException if the files cannot be written, or another run writes them
   */
  public static RowPart open(Path output, String id, long rows) {
    try {
      return new RowPart(output, id, rows);
    } catch (IOException e) {
      throw new InputException(
          "The file "
              + output
              + " cannot be written: "
              + e.getMessage()
              + "; choose another place.",
          e);
    }
  }

  private Path beside(String suffix) {
    return output.resolveSibling("." + output.getFileName() + "." + suffix);
  }

  private FileChannel open(String suffix) throws IOException {
    return FileChannel.open(
        beside(suffix),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  private void read() throws IOException {
    if (Files.exists(beside("json"))) {
      JsonNode state = JSON.readTree(Files.readString(beside("json")));
      if (state.path("id").asText().equals(id)) {
        state
            .path("finished")
            .forEach(r -> finished.add(new RowRange(r.get(0).asLong(), r.get(1).asLong())));
        residuals = state.path("residuals").asBoolean();
      } else {
        other = true;
        Files.delete(beside("json"));
      }
    }
    if (finished.isEmpty()) {
      values.truncate(0);
      records.truncate(0);
    }
  }

  /**
   * Whether an earlier run has left rows of another input, model or other options, which are gone.
   *
   * @return true if the run begins anew for that reason
   */
  public boolean anew() {
    return other;
  }

  /**
   * The rows that are not finished.
   *
   * @return in order
   */
  public synchronized List<RowRange> missing() {
    return RowRange.missing(finished, rows);
  }

  /**
   * Stores a block.
   *
   * @param block of rows that are missing
   * @throws UncheckedIOException if the disk is full
   */
  public synchronized void put(RowBlock block) {
    long[] shape = new long[block.shape().length + 1];
    shape[0] = rows;
    System.arraycopy(block.shape(), 0, shape, 1, block.shape().length);
    byte[] header = Npy.header(block.single(), shape);
    long row = block.values().length / block.range().size();
    residuals = block.residuals().length > 0;
    ByteBuffer told = ByteBuffer.allocate((int) block.range().size() * RECORD);
    for (int i = 0; i < block.range().size(); i++) {
      told.putDouble(block.scores()[i])
          .putDouble(residuals ? block.residuals()[i] : 0)
          .putDouble(block.bases()[i]);
    }
    try {
      write(values, ByteBuffer.wrap(header), 0);
      write(values, ByteBuffer.wrap(block.values()), header.length + row * block.range().from());
      write(records, told.flip(), RECORD * block.range().from());
      values.force(false);
      records.force(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    finished.add(block.range());
    List<RowRange> joined = RowRange.joined(finished);
    finished.clear();
    finished.addAll(joined);
    ObjectNode state = JSON.createObjectNode();
    state.put("id", id);
    state.put("residuals", residuals);
    finished.forEach(r -> state.withArray("finished").addArray().add(r.from()).add(r.to()));
    WholeFile.write(
        beside("json"), out -> out.write(state.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static void write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /**
   * Moves the file to its place.
   *
   * @return what is to be said of the residuals of all rows
   * @throws IllegalStateException if rows are missing
   */
  public synchronized Summary finish() {
    if (!missing().isEmpty()) {
      throw new IllegalStateException("rows are missing: " + missing());
    }
    try {
      Summary summary = residuals ? summary() : new Summary(Optional.empty(), Optional.empty());
      close();
      Files.move(beside("part"), output, StandardCopyOption.REPLACE_EXISTING);
      Files.delete(beside("rows"));
      Files.delete(beside("json"));
      return summary;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What the residuals of all rows say.
   *
   * @param warning against the values, as {@link Attribution#warning}
   * @param largest residual without its sign, if the values should add up
   */
  public record Summary(Optional<String> warning, Optional<Double> largest) {}

  private Summary summary() {
    Records read = new Records(records);
    double largest = 0;
    for (long i = 0; i < rows; i++) {
      largest = Math.max(largest, Math.abs(read.of(i, 1)));
    }
    return new Summary(
        Attribution.warning(rows, i -> read.of(i, 1), i -> read.of(i, 0) - read.of(i, 2)),
        Optional.of(largest));
  }

  /** The numbers of the rows, of which a page is in memory. */
  private static final class Records {
    private static final int PAGE = 4096;
    private final FileChannel channel;
    private final ByteBuffer page = ByteBuffer.allocate(PAGE * RECORD).order(ByteOrder.BIG_ENDIAN);
    private long first = -1;

    Records(FileChannel channel) {
      this.channel = channel;
    }

    double of(long row, int number) {
      long start = row / PAGE * PAGE;
      if (start != first) {
        try {
          page.clear();
          Arrays.fill(page.array(), (byte) 0);
          while (page.hasRemaining()
              && channel.read(page, start * RECORD + page.position()) >= 0) {}
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        first = start;
      }
      return page.getDouble((int) (row - start) * RECORD + number * Double.BYTES);
    }
  }

  @Override
  public void close() {
    try {
      values.close();
      records.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
