package org.xai4j.core.engine.cuda.driver;

/** A call of the GPU's driver failed. */
public final class DriverException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean outOfMemory;

  /**
   * A failure.
   *
   * @param message what was asked for and what the driver says
   * @param outOfMemory whether there is not enough memory
   */
  public DriverException(String message, boolean outOfMemory) {
    super(message);
    this.outOfMemory = outOfMemory;
  }

  /**
   * Whether there is not enough memory.
   *
   * @return then smaller chunks help
   */
  public boolean outOfMemory() {
    return outOfMemory;
  }
}
