package org.xai4j.benchmarks.p300;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.core.signal.Epochs;
import org.xai4j.core.signal.Pipeline;
import org.xai4j.core.signal.Scaling;

/**
 * Simulated epochs of a speller as a data set of experiments: pictures of electrodes over time [n,
 * 1, 8, times], scaled as the epochs to learn from, of stimuli that were attended to or not.
 */
public final class EpochData implements Dataset {
  private static final List<String> CHANNELS =
      List.of("Fz", "Cz", "P3", "Pz", "P4", "PO7", "PO8", "Oz");

  private static final int TRAIN = 12;
  private static final int TEST = 8;

  /** Made by the {@code ServiceLoader}. */
  public EpochData() {}

  @Override
  public String id() {
    return "p300";
  }

  @Override
  public String noun() {
    return "epochs";
  }

  @Override
  public Kind kind() {
    return Kind.IMAGE;
  }

  @Override
  public List<String> channels() {
    return CHANNELS;
  }

  @Override
  public Samples test() {
    P300Data data = simulated();
    return samples(Scaling.of(data.train()).apply(data.test()));
  }

  @Override
  public Optional<Samples> train() {
    return Optional.of(samples(learnt()));
  }

  /** The scaled epochs to learn from. */
  static Epochs learnt() {
    P300Data data = simulated();
    return Scaling.of(data.train()).apply(data.train());
  }

  /** As the experiment p300 simulates. */
  private static P300Data simulated() {
    return P300Data.simulated(
        new Simulator(CHANNELS, 240, 10, 0.8, 0.02, 0),
        TRAIN,
        TEST,
        Pipeline.standard(1, 20, 50, 4, 150));
  }

  private static Samples samples(Epochs epochs) {
    INDArray x = epochs.inputs();
    return new Samples(
        x.reshape('c', x.size(0), 1, x.size(1), x.size(2)),
        epochs.labels(),
        List.of("other", "target"));
  }
}
