package org.xai4j.benchmarks.p300;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.xai4j.benchmarks.data.Samples;
import org.xai4j.benchmarks.training.EpochTraining;
import org.xai4j.benchmarks.training.Proportion;
import org.xai4j.benchmarks.training.Trainer;
import org.xai4j.core.array.NdArrays;
import org.xai4j.core.network.Network;
import org.xai4j.core.run.Progress;

/**
 * Trains the shipped network for simulated epochs. Targets, a sixth of the epochs, are repeated
 * until both classes are as frequent; the last fifth decides when training stops.
 */
public final class P300Trainer implements Trainer {
  private static final double HELD = 0.2;

  /** Other flashes for each attended one. */
  private static final int TIMES = 5;

  /** Made by the {@code ServiceLoader}. */
  public P300Trainer() {}

  @Override
  public String id() {
    return "p300";
  }

  @Override
  public String train(Path output, long seed, Progress progress) {
    SimulatedEpochs data = new SimulatedEpochs();
    Samples all = data.train().orElseThrow();
    int border = (int) ((1 - HELD) * all.labels().length);
    Samples test = data.test();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("experiment", "p300");
    Network network =
        EpochTraining.train(
            output,
            balanced(all, 0, border),
            balanced(all, border, all.labels().length),
            facts,
            seed,
            progress);
    double[][] scores = NdArrays.rows(network.predict(test.inputs()));
    int[] labels = test.labels();
    String[] told = new String[2];
    for (int k = 0; k < 2; k++) {
      int of = k;
      int[] rows = IntStream.range(0, labels.length).filter(i -> labels[i] == of).toArray();
      int right = (int) Arrays.stream(rows).filter(i -> scores[i][of] > scores[i][1 - of]).count();
      Proportion share = Proportion.of(right, rows.length);
      told[k] =
          String.format(
              Locale.ROOT,
              "%.1f %% of %d %s epochs (95 %% interval %.1f to %.1f %%)",
              100 * share.value(),
              rows.length,
              test.classes().get(k),
              100 * share.low(),
              100 * share.high());
    }
    return "Right are " + told[1] + " and " + told[0] + ".";
  }

  private static Samples balanced(Samples all, int from, int to) {
    int[] rows =
        IntStream.range(from, to)
            .flatMap(i -> IntStream.generate(() -> i).limit(all.labels()[i] == 1 ? TIMES : 1))
            .toArray();
    return all.select(rows);
  }
}
