package org.xai4j.core.engine.cuda.driver;

/** A library of products of matrices in a GPU's memory. Thread-safe. */
public interface MatrixLibrary extends AutoCloseable {
  /**
   * Runs a product in the GPU's context; returns before it is done.
   *
   * @param product which
   * @param out address of the results
   * @param a address of the first factors
   * @param b address of the second factors
   * @param bias address of the bias, not read if there is none
   * @param stream in which it runs
   * @return false if the library has no way to do it: nothing was done
   */
  boolean multiply(MatrixProduct product, long out, long a, long b, long bias, long stream);

  /** Gives back what it holds. */
  @Override
  void close();

  /** Makes a library ready for a GPU. */
  @FunctionalInterface
  interface Maker {
    /**
     * In the GPU's context.
     *
     * @param workspace memory of the device for it
     * @param bytes how much
     * @return the library
     */
    MatrixLibrary of(long workspace, long bytes);
  }
}
