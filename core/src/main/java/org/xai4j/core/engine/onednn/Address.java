package org.xai4j.core.engine.onednn;

import org.bytedeco.javacpp.FloatPointer;

/** Floats at an address. The memory is somebody else's. */
final class Address extends FloatPointer {
  Address(long address) {
    super((FloatPointer) null);
    this.address = address;
  }

  Address(long address, long length) {
    this(address);
    limit = length;
    capacity = length;
  }

  /** The address of a number further on. */
  Address further(long numbers) {
    return new Address(address + numbers * Float.BYTES);
  }
}
