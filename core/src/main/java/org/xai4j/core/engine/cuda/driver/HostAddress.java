package org.xai4j.core.engine.cuda.driver;

/** The host's memory by its address. */
final class HostAddress extends org.bytedeco.javacpp.Pointer {
  private HostAddress(long address) {
    super((org.bytedeco.javacpp.Pointer) null);
    this.address = address;
  }

  /** Copies within the host. */
  static void copy(long to, long from, long bytes) {
    memcpy(new HostAddress(to), new HostAddress(from), bytes);
  }
}
