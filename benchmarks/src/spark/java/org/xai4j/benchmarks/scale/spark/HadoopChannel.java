package org.xai4j.benchmarks.scale.spark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.deploy.SparkHadoopUtil;

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

  /** The file system of a path, by the configuration of this process. */
  static FileSystem system(Path path) throws IOException {
    return path.getFileSystem(SparkHadoopUtil.get().conf());
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
