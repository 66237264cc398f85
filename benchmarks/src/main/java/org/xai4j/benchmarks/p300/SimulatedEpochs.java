package org.xai4j.benchmarks.p300;

import java.util.List;
import java.util.Optional;
import org.xai4j.benchmarks.data.Dataset;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.core.signal.Epochs;
import org.xai4j.core.signal.Pipeline;

/**
 * Epochs of a simulated speller as a data set: electrodes × times from the flash to 0.8 s after it,
 * in tens of microvolts after filters, each of a flash that was attended to or not.
 */
public final class SimulatedEpochs implements Dataset {
  private static final double RATE = 240;

  /** Microvolts in one, so that values are of order one, as networks want them. */
  private static final double UNIT = 10;

  /** Every fourth sample is kept: 60 a second. */
  private static final Pipeline PIPELINE = Pipeline.standard(1, 20, 50, 4, 150);

  private static final Simulator SIMULATOR =
      new Simulator(
          List.of("Fz", "Cz", "P3", "Pz", "P4", "PO7", "PO8", "Oz"), RATE, 10, 0.8, 0.02, 0);

  private static final int TRAIN = 12;
  private static final int TEST = 8;

  /** Made by the {@code ServiceLoader}. */
  public SimulatedEpochs() {}

  @Override
  public String id() {
    return "p300";
  }

  @Override
  public String noun() {
    return "epochs of an electroencephalogram";
  }

  @Override
  public Kind kind() {
    return Kind.SEQUENCE;
  }

  @Override
  public Samples test() {
    return samples(TEST, "test");
  }

  @Override
  public Optional<Samples> train() {
    return Optional.of(samples(TRAIN, "train"));
  }

  @Override
  public List<String> channels() {
    return SIMULATOR.channels();
  }

  private static Samples samples(int characters, String part) {
    Epochs epochs =
        Epochs.join(
            SIMULATOR.spell(SIMULATOR.text(characters, part), part).stream()
                .map(PIPELINE::apply)
                .toList());
    return new Samples(epochs.inputs().mul(1 / UNIT), epochs.labels(), List.of("other", "target"));
  }
}
