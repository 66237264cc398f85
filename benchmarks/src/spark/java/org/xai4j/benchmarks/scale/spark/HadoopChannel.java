package org.xai4j.benchmarks.scale.spark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.VersionInfo;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.xai4j.core.run.InputException;

/** The bytes of a file on any file system of Hadoop, to be read. Used by one thread. */
final class HadoopChannel implements SeekableByteChannel {
  private final FSDataInputStream in;
  private final long size;
  private boolean open = true;

  private HadoopChannel(FSDataInputStream in, long size) {
    this.in = in;
    this.size = size;
  }

  /** Opens a file. */
  static HadoopChannel open(String file) throws IOException {
    Path path = new Path(file);
    FileSystem system = system(path);
    return new HadoopChannel(system.open(path), system.getFileStatus(path).getLen());
  }

  /**
   * The file system of a path, by the configuration of this process.
   *
   * @throws InputException if its classes are absent
   */
  static FileSystem system(Path path) throws IOException {
    try {
      return path.getFileSystem(SparkHadoopUtil.get().conf());
    } catch (UnsupportedFileSystemException e) {
      throw absent(path, e);
    } catch (RuntimeException e) {
      if (e.getCause() instanceof ClassNotFoundException) {
        throw absent(path, e);
      }
      throw e;
    }
  }

  private static InputException absent(Path path, Exception e) {
    String scheme = path.toUri().getScheme();
    String jar =
        scheme.equals("s3a")
            ? "hadoop-aws-" + VersionInfo.getVersion() + ".jar and the AWS SDK that it needs"
            : "the jar of its file system for Hadoop " + VersionInfo.getVersion();
    return new InputException(
        path + " cannot be reached, for nothing here knows " + scheme + "://; name " + jar
            + " in XAI4J_CLASSPATH, or in spark-submit's --jars.",
        e);
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    byte[] bytes = new byte[to.remaining()];
    int count = in.read(bytes, 0, bytes.length);
    if (count > 0) {
      to.put(bytes, 0, count);
    }
    return count;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new NonWritableChannelException();
  }

  @Override
  public long position() throws IOException {
    return in.getPos();
  }

  @Override
  public SeekableByteChannel position(long at) throws IOException {
    in.seek(at);
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public SeekableByteChannel truncate(long to) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    in.close();
  }
}
