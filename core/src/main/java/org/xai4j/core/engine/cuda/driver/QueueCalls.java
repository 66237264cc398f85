package org.xai4j.core.engine.cuda.driver;

/**
 * The calls of a GPU's driver that return before they are done, and what tells that they are.
 * Streams, events and addresses are numbers; what fails throws {@link DriverException}.
 */
interface QueueCalls {
  /** Memory of the host that the GPU reads and writes by itself. */
  long hostBlock(long bytes);

  /** Gives it back. */
  void freeHostBlock(long address);

  /** A queue: what is asked for in it is done in that order, beside other queues. */
  long stream();

  /** Ends a queue when it is empty. */
  void endStream(long stream);

  /** Something to wait for. */
  long event();

  /** Ends an event. */
  void endEvent(long event);

  /** Sets an event to happen when everything asked for in a stream so far is done. */
  void record(long event, long stream);

  /** What is asked for in a stream from now on waits for what an event was last set to. */
  void await(long stream, long event);

  /** The host waits for what an event was last set to. */
  void synchronize(long event);

  /** Copies to the device, from a host block. */
  void copyIn(long device, long host, long bytes, long stream);

  /** Copies from the device, to a host block. */
  void copyOut(long host, long device, long bytes, long stream);

  /** Copies within the host's memory, at once. */
  void move(long to, long from, long bytes);
}
