package org.xai4j.benchmarks.scale.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.spark.internal.io.FileCommitProtocol;
import org.xai4j.benchmarks.scale.RowRange;
import scala.Option;
import scala.collection.immutable.Seq;

/**
 * Commits the rows of each task for themselves: they are written to a temporary file, which is
 * renamed to a name that tells the rows and of which run they are. A task that was tried twice
 * leaves one file, and a run that was ended leaves those of the tasks that had finished. The table
 * is whole when it has a {@code _SUCCESS}.
 */
public final class RangeCommit extends FileCommitProtocol implements Serializable {
  /** The setting that names how Spark commits. */
  static final String PROTOCOL = "spark.sql.sources.commitProtocolClass";

  /** The names of the files of all tasks, in order, with commas between. */
  static final String NAMES = "xai4j.names";

  private static final String SUCCESS = "_SUCCESS";
  private static final String TEMPORARY = "_temporary";
  private static final Pattern NAME = Pattern.compile("part-(\\d{15})-(\\d{15})-(\\w{16})\\.parquet");
  private static final long serialVersionUID = 1L;

  private final String output;

  /**
   * Made by Spark, on the driver.
   *
   * @param job its id
   * @param output folder of the table
   */
  public RangeCommit(String job, String output) {
    this.output = output;
  }

  /**
   * What ended runs have left of a table.
   *
   * @param ranges whose rows are there, in order
   * @param whole whether the table is finished, or holds files of others
   * @param others whether it holds rows of another input, model or other options
   */
  record Left(List<RowRange> ranges, boolean whole, boolean others) {
    /** Copies the list. */
    Left {
      ranges = List.copyOf(ranges);
    }
  }

  /** Looks at a table that may be unfinished. */
  static Left left(Path output, String id) throws IOException {
    FileSystem system = HadoopChannel.system(output);
    if (!system.exists(output)) {
      return new Left(List.of(), false, false);
    }
    boolean whole = !system.getFileStatus(output).isDirectory();
    boolean others = false;
    List<RowRange> ranges = new ArrayList<>();
    for (FileStatus file : whole ? new FileStatus[0] : system.listStatus(output)) {
      String name = file.getPath().getName();
      Matcher known = NAME.matcher(name);
      if (!known.matches()) {
        whole |= !name.equals(TEMPORARY);
      } else if (known.group(3).equals(shortened(id))) {
        ranges.add(new RowRange(Long.parseLong(known.group(1)), Long.parseLong(known.group(2))));
      } else {
        others = true;
      }
    }
    return new Left(RowRange.joined(ranges), whole, others);
  }

  /** Removes the rows of other runs. */
  static void clean(Path output, String id) throws IOException {
    FileSystem system = HadoopChannel.system(output);
    for (FileStatus file : system.listStatus(output)) {
      Matcher known = NAME.matcher(file.getPath().getName());
      if (known.matches() && !known.group(3).equals(shortened(id))) {
        system.delete(file.getPath(), false);
      }
    }
  }

  /** The value of {@link #NAMES}. */
  static String names(List<RowRange> ranges, String id) {
    return ranges.stream()
        .map(range -> "part-%015d-%015d-%s.parquet".formatted(range.from(), range.to(), shortened(id)))
        .collect(Collectors.joining(","));
  }

  private static String shortened(String id) {
    return id.substring(0, 16);
  }

  /** Says that all rows are there. */
  static void finish(Path output) throws IOException {
    FileSystem system = HadoopChannel.system(output);
    system.delete(new Path(output, TEMPORARY), true);
    system.create(new Path(output, SUCCESS), true).close();
  }

  @Override
  public void setupJob(JobContext job) {
    clear(job.getConfiguration());
  }

  @Override
  public void commitJob(JobContext job, Seq<TaskCommitMessage> commits) {
    // Ended by finish, also where an earlier run had all rows.
    clear(job.getConfiguration());
  }

  @Override
  public void abortJob(JobContext job) {
    clear(job.getConfiguration());
  }

  private void clear(Configuration conf) {
    Path temporary = new Path(output, TEMPORARY);
    try {
      temporary.getFileSystem(conf).delete(temporary, true);
    } catch (IOException e) {
      throw unchecked(e);
    }
  }

  @Override
  public void setupTask(TaskAttemptContext task) {}

  /** The same in every process, for an attempt of a task. */
  private Path temporary(TaskAttemptContext task) {
    return new Path(new Path(output, TEMPORARY), task.getTaskAttemptID() + ".parquet");
  }

  @Override
  public String newTaskTempFile(TaskAttemptContext task, Option<String> folder, String extension) {
    return temporary(task).toString();
  }

  @Override
  public String newTaskTempFileAbsPath(
      TaskAttemptContext task, String folder, String extension) {
    throw new UnsupportedOperationException("a table has no files elsewhere");
  }

  @Override
  public TaskCommitMessage commitTask(TaskAttemptContext task) {
    String[] names = task.getConfiguration().getStrings(NAMES);
    Path from = temporary(task);
    Path to = new Path(output, names[task.getTaskAttemptID().getTaskID().getId()]);
    try {
      FileSystem system = from.getFileSystem(task.getConfiguration());
      if (system.exists(to) || !system.rename(from, to)) {
        // Another attempt was faster; it has the same rows.
        system.delete(from, false);
        if (!system.exists(to)) {
          throw new FileNotFoundException("The file " + to + " cannot be written.");
        }
      }
      return new TaskCommitMessage(to.toString());
    } catch (IOException e) {
      throw unchecked(e);
    }
  }

  @Override
  public void abortTask(TaskAttemptContext task) {
    Path temporary = temporary(task);
    try {
      temporary.getFileSystem(task.getConfiguration()).delete(temporary, false);
    } catch (IOException e) {
      throw unchecked(e);
    }
  }

  private static UncheckedIOException unchecked(IOException e) {
    return new UncheckedIOException(e);
  }
}
