package org.xai4j.benchmarks.study.p300;

import java.util.Arrays;
import java.util.List;
import org.xai4j.benchmarks.p300.P300Data;
import org.xai4j.benchmarks.p300.Simulator;
import org.xai4j.benchmarks.study.StudyRun;
import org.xai4j.core.run.InputException;
import org.xai4j.core.signal.Pipeline;

/**
 * The simulated recordings of an experiment.
 *
 * @param simulator makes them
 * @param train characters to learn from
 * @param test characters to test on
 * @param pipeline makes epochs
 * @param ratios signal-to-noise ratios of the sweep
 */
record Simulation(Simulator simulator, int train, int test, Pipeline pipeline, double[] ratios) {
  private static final double RATE = 240;

  static Simulation of(StudyRun run, List<String> channels, Pipelines pipelines) {
    boolean quick = run.settings().quick();
    double wanted = run.number("rate", 60);
    String[] ratios = run.param("ratios", "0.2,0.4,0.8,1.6").split("[,\\s]+");
    return new Simulation(
        new Simulator(
            channels.isEmpty()
                ? List.of("Fz", "Cz", "P3", "Pz", "P4", "PO7", "PO8", "Oz")
                : channels,
            RATE,
            (int) run.number("repetitions", 10),
            run.number("snr", 0.8),
            run.number("jitter", 0.02),
            run.experiment().seed()),
        (int) run.number("train", 12) / (quick ? 3 : 1),
        (int) run.number("test", 8) / (quick ? 3 : 1),
        pipelines.of(Math.max(1, (int) Math.round(RATE / wanted))),
        quick ? new double[] {number(ratios[ratios.length / 2])} : numbers(ratios));
  }

  /** Makes a pipeline, given the factor of decimation. */
  interface Pipelines {
    Pipeline of(int factor);
  }

  private static double[] numbers(String[] texts) {
    return Arrays.stream(texts).mapToDouble(Simulation::number).toArray();
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new InputException("The ratio '" + text + "' of the experiment is no number.", e);
    }
  }

  P300Data data() {
    return P300Data.simulated(simulator, train, test, pipeline);
  }

  P300Data data(double ratio) {
    return P300Data.simulated(simulator.withSignalToNoise(ratio), train, test, pipeline);
  }

  /** The truth does not depend on the ratio; it is read where there is any signal. */
  double[][] truth() {
    return P300Data.simulated(simulator.withSignalToNoise(1), train, test, pipeline)
        .truth()
        .orElseThrow();
  }
}
