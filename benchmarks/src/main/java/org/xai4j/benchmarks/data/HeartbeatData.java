package org.xai4j.benchmarks.data;

import java.util.Optional;

/** {@link Heartbeats} as a data set of experiments. */
public final class HeartbeatData implements Dataset {
  /** Test rows. */
  private static final int TEST = 500;

  /** Rows to learn from. */
  private static final int TRAIN = 2000;

  /** Of the simulation. */
  private static final long SEED = 0;

  /** Made by the {@code ServiceLoader}. */
  public HeartbeatData() {}

  @Override
  public String id() {
    return "heartbeats";
  }

  @Override
  public String noun() {
    return "heartbeats";
  }

  @Override
  public Kind kind() {
    return Kind.TABLE;
  }

  @Override
  public Samples test() {
    return samples(beats());
  }

  @Override
  public Optional<Samples> train() {
    return Optional.of(samples(normal()));
  }

  /**
   * The test beats with the places of their anomalies.
   *
   * @return 500, the classes in turn
   */
  public static Heartbeats beats() {
    return Heartbeats.mixed(TEST, SEED);
  }

  /**
   * The beats that the shipped autoencoder learnt from.
   *
   * @return 2,000 normal ones
   */
  public static Heartbeats normal() {
    return Heartbeats.normal(TRAIN, SEED);
  }

  private static Samples samples(Heartbeats beats) {
    return new Samples(beats.inputs(), beats.labels(), Heartbeats.CLASSES);
  }
}
